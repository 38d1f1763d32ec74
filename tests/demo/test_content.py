"""The files of the example city agree with each other and with its texts."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import partisipasi
from partisipasi.drafts.alignment import Pair, align
from partisipasi.drafts.outline import Clause, Outline, read_outline

CONTENT = Path(partisipasi.__file__).parent / "demo" / "content"
RULE, PAPER, COMPLAINTS = "perwali-disiplin", "layanan-2027", "perwali-pengaduan"
OUTCOMES = {"accepted", "partly", "already", "noted", "deferred", "rejected", "out_of_scope", "no_proposal"}
REASONS = {"higher_rule", "budget"}
CAUSES = {"public_input", "legal_review", "harmonisation", "facilitation", "editorial", "other"}


@cache
def load(name: str) -> Any:
    return json.loads((CONTENT / f"{name}.json").read_text(encoding="utf-8"))


def keyed(rows: list[dict[str, Any]], by: str = "key") -> dict[str, dict[str, Any]]:
    found = {row[by]: row for row in rows}
    assert len(found) == len(rows), f"a {by} occurs twice"
    return found


def versions() -> dict[tuple[str, int], str]:
    return {(d["key"], v["number"]): v["file"] for d in load("drafts") for v in d["versions"]}


@cache
def outline(draft: str, version: int) -> Outline:
    return read_outline((CONTENT / versions()[draft, version]).read_text(encoding="utf-8"))


def clauses(draft: str, version: int) -> dict[str, Clause]:
    return {clause.key: clause for clause in outline(draft, version).clauses}


def substance(draft: str, old: int, new: int) -> list[Pair]:
    """Return what became of the clauses that changed by more than numbers and references."""
    pairs = align(outline(draft, old).clauses, outline(draft, new).clauses)
    return [pair for pair in pairs if pair.op not in ("same", "renumbered")]


def is_owed(row: dict[str, Any]) -> bool:
    """Whether it must be placed in an issue: no reply, no question, neither withdrawn nor spam."""
    hidden_as_spam = row.get("moderation", {}).get("rule") == "spam"
    return row["kind"] in ("comment", "suggestion") and not hidden_as_spam and "withdrawn_day" not in row


@pytest.mark.parametrize(("draft", "version"), sorted(versions()))
def test_every_text_is_read_whole_and_without_a_doubt(draft: str, version: int) -> None:
    read = outline(draft, version)
    assert read.warnings == []
    assert read.coverage > 0.99


def test_the_rule_has_the_parts_that_the_drafting_form_asks_for() -> None:
    counts = outline(RULE, 1).counts
    assert (counts["bab"], counts["bagian"], counts["paragraf"], counts["pasal"]) == (13, 5, 2, 34)
    assert outline(RULE, 2).counts["pasal"] == 35
    assert outline(RULE, 3).counts["pasal"] == 36
    kinds = {clause.kind for clause in outline(RULE, 1).clauses}
    assert kinds >= {"menimbang", "mengingat", "menetapkan", "ayat", "huruf", "angka", "penutup", "lampiran"}
    assert "CONTOH" in (CONTENT / versions()[RULE, 1]).read_text(encoding="utf-8")


def test_the_paper_has_sections_and_paragraphs() -> None:
    counts = outline(PAPER, 1).counts
    assert counts["section"] == 8
    assert counts["alinea"] == 20


def test_the_city_names_rules_and_texts_in_both_languages() -> None:
    city = load("city")
    for name in ("name", "tagline", "house_rules", "about", "privacy", "accessibility"):
        assert city[name].strip() and city[f"{name}_en"].strip()
    for code in keyed(city["rules"], "code"):
        assert f"`{code}`" in city["house_rules"] and f"`{code}`" in city["house_rules_en"]


def test_people_refer_to_agencies_topics_and_drafts_that_exist() -> None:
    people, drafts = keyed(load("people")), keyed(load("drafts"))
    agencies, topics = keyed(load("agencies")), keyed(load("topics"))
    assert 40 <= len(people) <= 55
    for person in people.values():
        assert person["agency"] is None or person["agency"] in agencies
        assert set(person["topics"]) <= set(topics)
        assert {role["draft"] for role in person["team"]} <= set(drafts)
        if person["kind"] == "offline":
            assert person["email"] is None
        else:
            assert person["email"].endswith(".example.org")
    keyed([person for person in people.values() if person["email"]], "email")
    kinds = Counter(person["kind"] for person in people.values())
    assert (kinds["organisation"], kinds["offline"]) == (2, 3)
    for draft in drafts.values():
        assert draft["topic"] in topics and draft["agency"] in agencies


def test_contributions_point_to_people_clauses_and_earlier_contributions() -> None:
    people, seen = keyed(load("people")), dict[str, dict[str, Any]]()
    codes = keyed(load("city")["rules"], "code")
    assert 160 <= len(load("contributions")) <= 190
    for row in load("contributions"):
        known = clauses(row["draft"], row["version"])
        assert row["by"] in people
        assert row["clause"] is None or row["clause"] in known, row["id"]
        assert row["id"] not in seen
        assert set(row["supports"]) <= set(people) - {row["by"]}, row["id"]
        assert (row["parent"] is not None) == (row["kind"] in ("reply", "official")), row["id"]
        if row["parent"]:
            parent = seen[row["parent"]]
            assert (parent["draft"], parent["clause"]) == (row["draft"], row["clause"]), row["id"]
            assert (parent["day"], parent["time"]) < (row["day"], row["time"]), row["id"]
        if row["channel"] != "online":
            assert "officer" in people[row["entered_by"]]["roles"]
        for act in [row["moderation"]] if "moderation" in row else row.get("reports", []):
            assert act["rule"] in codes and act["by"] in people
        seen[row["id"]] = row


def test_contributions_are_made_while_their_round_is_open() -> None:
    rounds = {(d["key"], v["number"]): v["round"] for d in load("drafts") for v in d["versions"]}
    for row in load("contributions"):
        time = rounds[row["draft"], row["version"]]
        assert time["opens_day"] <= row["day"] <= min(time["closes_day"], -1), row["id"]


def test_quotes_and_suggestions_fit_the_clause_they_speak_of() -> None:
    for row in load("contributions"):
        known = clauses(row["draft"], row["version"])
        if row["quote"]:
            text = known[row["clause"]].text
            assert row["quote"]["prefix"] + row["quote"]["exact"] + row["quote"]["suffix"] in text, row["id"]
        assert (row["proposed_text"] is not None) == (row["kind"] == "suggestion"), row["id"]
        if row["proposed_text"]:
            assert row["proposed_text"] != known[row["clause"]].text, row["id"]


def test_nineteen_people_sent_the_campaign_text() -> None:
    copies = [row for row in load("contributions") if row["id"].startswith("salinan-")]
    assert len(copies) == len({row["by"] for row in copies}) == 19


def test_points_quote_what_the_contribution_says() -> None:
    said = keyed(load("contributions"), "id")
    for issue in load("issues"):
        points = [(point["contribution"], point["excerpt"]) for point in issue["points"]]
        assert points and len(set(points)) == len(points)
        for receipt, excerpt in points:
            assert said[receipt]["draft"] == issue["draft"]
            assert said[receipt]["version"] == issue["raised_on"]
            assert is_owed(said[receipt]), receipt
            assert excerpt is None or excerpt in said[receipt]["body"], receipt


def test_everything_owed_in_rounds_that_were_answered_is_placed_and_decided() -> None:
    decided = {point["contribution"] for issue in load("issues") if issue["decision"] for point in issue["points"]}
    over = [
        row
        for row in load("contributions")
        if (row["draft"], row["version"]) == (RULE, 1) or row["draft"] == COMPLAINTS
    ]
    assert {row["id"] for row in over if is_owed(row)} == decided
    answered = {row["parent"] for row in over if row["kind"] == "official"}
    assert {row["id"] for row in over if row["kind"] == "question"} <= answered


def test_decisions_show_every_outcome_and_keep_the_four_eyes() -> None:
    people = keyed(load("people"))
    for draft in (RULE, COMPLAINTS):
        numbers = [issue["number"] for issue in load("issues") if issue["draft"] == draft]
        assert numbers == [f"M-{n:03}" for n in range(1, len(numbers) + 1)]
    decisions = [(issue["draft"], issue["decision"]) for issue in load("issues") if issue["decision"]]
    assert len(decisions) >= 12
    assert {decision["outcome"] for _, decision in decisions} == OUTCOMES
    publishers = {v["published_by"] for d in load("drafts") for v in d["versions"]}
    for draft, decision in decisions:
        assert (decision["reason_code"] in REASONS) == (decision["outcome"] == "rejected")
        assert len(decision["reason"]) > 100
        assert decision["proposed_by"] != decision["approved_by"]
        assert decision["proposed_by"] not in publishers
        team = {m["draft"]: m["roles"] for m in people[decision["approved_by"]]["team"]}
        assert "approver" in team[draft]


def told_changes() -> dict[tuple[str, int], list[dict[str, Any]]]:
    """What each published version but the first says that it changed."""
    return {
        (draft["draft"], version["number"]): version["changes"]
        for draft in load("changes")
        for version in draft["versions"]
        if version["number"] > 1
    }


def test_issues_and_changes_name_each_other() -> None:
    by_issue = {
        (issue["draft"], issue["number"], change["version"], change["clause"])
        for issue in load("issues")
        for change in issue["changes"]
    }
    by_change = {
        (draft, issue, number if change["to"] else number - 1, change["to"] or change["from"])
        for (draft, number), changes in told_changes().items()
        for change in changes
        for issue in change["decisions"]
    }
    assert by_issue == by_change
    for (draft, number), changes in told_changes().items():
        old, new = clauses(draft, number - 1), clauses(draft, number)
        for change in changes:
            assert change["from"] is None or change["from"] in old, change
            assert change["to"] is None or change["to"] in new, change
            assert change["cause"] in CAUSES
            assert bool(change["decisions"]) == (change["cause"] == "public_input")
            assert change["explanation"].endswith(".")
    for issue in load("issues"):
        if issue["decision"] and not issue["decision"]["no_text_change"]:
            assert bool(issue["changes"]) == (issue["decision"]["outcome"] in ("accepted", "partly"))


def test_every_version_is_introduced_in_both_languages() -> None:
    told = {(d["draft"], v["number"]): v for d in load("changes") for v in d["versions"]}
    for draft in load("drafts"):
        for version in draft["versions"]:
            if version["published_by"]:
                row = told[draft["key"], version["number"]]
                assert all(row[name] for name in ("introduction", "introduction_en", "summary", "summary_en"))


@pytest.mark.parametrize(("draft", "version"), [(RULE, 2), (COMPLAINTS, 2), (COMPLAINTS, 3), (COMPLAINTS, 4)])
def test_a_published_version_differs_exactly_by_the_changes_told(draft: str, version: int) -> None:
    told = {(change["from"], change["to"], change["op"]) for change in told_changes()[draft, version]}
    pairs = substance(draft, version - 1, version)
    assert {(pair.old, pair.new, pair.op) for pair in pairs} == told
    assert not [pair for pair in pairs if pair.review == "open"]


def test_the_rule_on_complaints_splits_drops_brings_back_merges_and_moves() -> None:
    second = {pair.op for pair in substance(COMPLAINTS, 1, 2)}
    third = {pair.op for pair in substance(COMPLAINTS, 2, 3)}
    assert second == {"reworded", "split", "deleted"}
    assert third == {"reworded", "merged", "moved", "inserted"}
    texts = [outline(COMPLAINTS, number) for number in (1, 2, 3)]
    anonymous = [[clause.key for clause in text.clauses if "tanpa nama" in clause.text] for text in texts]
    assert anonymous == [["pasal-4.ayat-3"], [], ["pasal-4.ayat-3"]]


def test_the_third_version_splits_and_moves_a_pasal_and_takes_a_promise_back() -> None:
    pairs = {(pair.old, pair.new, pair.op) for pair in substance(RULE, 2, 3)}
    assert pairs >= {
        ("pasal-29", "pasal-29", "split"),
        ("pasal-29", "pasal-30", "split"),
        ("pasal-24", "pasal-27", "moved"),
        ("pasal-17.ayat-2", "pasal-17.ayat-2", "reworded"),
    }
    undone = clauses(RULE, 3)["pasal-17.ayat-2"].text
    assert undone == clauses(RULE, 1)["pasal-16.ayat-2"].text


def test_the_forum_is_spoken_in_by_people_of_the_example_one_after_the_other() -> None:
    people, topics = keyed(load("people")), keyed(load("topics"))
    for thread in load("forum"):
        assert thread["topic"] in topics
        assert 8 <= len(thread["title"]) <= 140
        assert thread["says"][0]["parent"] is None
        moments = [(words["day"], words["time"]) for words in thread["says"]]
        assert moments == sorted(moments) and moments[-1] < (0, "00:00")
        for number, words in enumerate(thread["says"]):
            assert words["by"] in people and set(words["supports"]) <= set(people) - {words["by"]}
            assert words["parent"] is None or words["parent"] < number
