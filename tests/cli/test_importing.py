"""`import threads`, as somebody at the machine runs it."""

from __future__ import annotations

import json
from pathlib import Path

from cli.test_people import partisipasi
from partisipasi.kit.database import Database

POSTS = """id,parentId,proposalId,userId,date,time,text,numVotes
1,-1,7,20,2026-01-15,08:00:00,Trotoar di depan pasar rusak.,3
2,1,7,21,2026-01-15,09:00:00,Betul sekali.,0
"""


async def test_a_table_is_brought_in_once(database: Database, tmp_path: Path) -> None:
    posts, topics = tmp_path / "kiriman.csv", tmp_path / "utas.csv"
    posts.write_text(POSTS)
    topics.write_text("id,title,summary\n7,Trotoar pasar,Perbaiki trotoar.\n")
    command = ("import", "threads", "--posts", str(posts), "--topics", str(topics), "--json")
    done = await partisipasi(database, tmp_path, *command)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["threads"], told["posts"], told["bad"]) == (1, 3, 0)
    again = json.loads((await partisipasi(database, tmp_path, *command)).stdout)
    assert (again["threads"], again["posts"], again["known"]) == (0, 0, 3)


async def test_what_is_wrong_is_one_line(database: Database, tmp_path: Path) -> None:
    posts = tmp_path / "kiriman.csv"
    posts.write_text(POSTS)
    wrong = await partisipasi(database, tmp_path, "import", "threads", "--posts", str(posts), "--columns", "teks=isi")
    assert wrong.returncode == 1
    assert len(wrong.stderr.strip().splitlines()) == 1
    nowhere = await partisipasi(database, tmp_path, "import", "threads", "--posts", str(posts), "--topic", "tidak-ada")
    assert (nowhere.returncode, nowhere.stderr.strip()) == (1, "partisipasi: there is no topic tidak-ada")
