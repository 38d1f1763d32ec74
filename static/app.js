/* Everything here is a comfort. Without it each page works the same, with a full load between steps. */
(() => {
  "use strict";
  const KEEP = "tulis:";
  const live = document.getElementById("pengumuman");
  const store = (() => {
    try { return window.sessionStorage; } catch { return null; }
  })();

  function say(text) {
    if (!live || !text) return;
    live.textContent = "";
    // A reader speaks a region again only when its words change after it was empty.
    setTimeout(() => { live.textContent = text; }, 60);
  }

  /* ---- Unsent long texts live in this tab until the server has taken them. ---- */

  const keyOf = (area) => KEEP + location.pathname + "#" + (area.form?.dataset.keep || area.form?.getAttribute("action") || "") + "#" + area.name;

  function read(key) {
    try { return JSON.parse(store.getItem(key)); } catch { return null; }
  }

  function write(key, value) {
    try { store.setItem(key, JSON.stringify(value)); } catch { /* full or refused: nothing is lost but the comfort */ }
  }

  function forget(test) {
    if (!store) return;
    for (const key of Object.keys(store)) {
      if (key.startsWith(KEEP) && test(key)) store.removeItem(key);
    }
  }

  function restore(root) {
    if (!store) return;
    for (const area of root.querySelectorAll("textarea[data-keep]")) {
      const kept = read(keyOf(area));
      const now = area.defaultValue;
      // What the server has may be its beginning.
      if (kept && area.value === now && (kept.from === now || (now && kept.text.startsWith(now)))) area.value = kept.text;
    }
  }

  document.addEventListener("input", (event) => {
    const area = event.target;
    if (store && area.matches?.("textarea[data-keep]")) {
      write(keyOf(area), { text: area.value, from: area.defaultValue });
    }
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("data-signout")) return forget(() => true);
    for (const area of form.querySelectorAll("textarea[data-keep]")) {
      const kept = read(keyOf(area));
      if (kept) write(keyOf(area), { ...kept, sent: true });
    }
  });

  const forgetSent = () => forget((key) => read(key)?.sent);

  /* ---- After a part of the page was replaced: where is the reader now, and what happened? ---- */

  function settle(target) {
    const said = target.matches?.("[data-say]") ? target : target.querySelector?.("[data-say]");
    if (said) say(said.dataset.say);
    restore(target);
    reveal(target);
    const lost = !document.activeElement || document.activeElement === document.body;
    const wanted = target.querySelector?.("[data-focus]") || (lost && target.querySelector?.("[autofocus], h2, h3, h4")) || (lost && target);
    if (!wanted?.focus) return;
    if (wanted.tabIndex < 0) wanted.tabIndex = -1;
    wanted.focus({ preventScroll: !wanted.matches("[data-focus]") });
  }

  document.addEventListener("htmx:after:settle", (event) => {
    const old = event.detail?.task?.target;
    // What was replaced whole is gone; what came in its place bears its id.
    const target = old?.isConnected ? old : old?.id && document.getElementById(old.id);
    // htmx moves focus to an autofocus element itself, one step later.
    if (target?.isConnected && target !== live) setTimeout(() => settle(target), 0);
  });

  document.addEventListener("htmx:after:request", (event) => {
    const { ctx } = event.detail;
    if (ctx.request.method !== "GET" && ctx.response.status < 300) forgetSent();
  });

  document.addEventListener("htmx:error", (event) => {
    const form = event.target.closest?.("form");
    if (!live || !form) return;
    form.querySelector(":scope > .failed")?.remove();
    const box = document.createElement("p");
    box.className = "failed error";
    box.setAttribute("role", "alert");
    box.textContent = live.dataset.failed;
    form.append(box);
  });

  /* ---- Quoting: the words chosen in a clause go into the form below it. ---- */

  function chosenWords() {
    const selection = document.getSelection();
    if (!selection?.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    const source = range.commonAncestorContainer;
    const clause = (source.nodeType === 1 ? source : source.parentElement)?.closest("[data-quote], article .prose");
    const exact = selection.toString().replace(/\s+/g, " ").trim();
    if (!clause || exact.length < 3 || exact.length > 1000) return null;
    const around = (edit) => {
      const part = document.createRange();
      part.selectNodeContents(clause);
      edit(part);
      return part.toString().replace(/\s+/g, " ");
    };
    return {
      exact, of: clause,
      prefix: around((part) => part.setEnd(range.startContainer, range.startOffset)).slice(-60),
      suffix: around((part) => part.setStart(range.endContainer, range.endOffset)).slice(0, 60),
    };
  }

  let words = null;
  document.addEventListener("selectionchange", () => {
    const button = document.querySelector("[data-quote-button]");
    const found = chosenWords();
    // On a phone the selection is gone once the button is touched, so the last words are kept.
    if (found) words = found;
    if (button) button.hidden = !words;
  });

  function quote(button) {
    const form = button.form || document.querySelector("form[data-quote-form]");
    if (!words || !form) return;
    for (const part of ["exact", "prefix", "suffix"]) {
      const field = form.elements["quote_" + part];
      if (field) field.value = words[part];
    }
    const shown = form.querySelector("[data-quote-shown]");
    if (shown) {
      shown.hidden = false;
      (shown.querySelector("[data-quote-words]") || shown).textContent = words.exact;
    } else {
      const fold = form.elements.quote_exact?.closest("details");
      if (fold) fold.open = true;
    }
    words = null;
    button.hidden = true;
    form.querySelector("textarea")?.focus();
  }

  // Of a contribution, the words chosen in it are quoted alone; without any, all of them.
  function cite(link) {
    const article = link.closest("article");
    if (words && article?.contains(words.of)) link.search = `?kutip=1&kata=${encodeURIComponent(words.exact)}`;
  }

  function unquote(button) {
    const form = button.form;
    for (const part of ["exact", "prefix", "suffix"]) {
      if (form.elements["quote_" + part]) form.elements["quote_" + part].value = "";
    }
    button.closest("[data-quote-shown]").hidden = true;
    form.querySelector("textarea")?.focus();
  }

  /* ---- A thread: who has come to its end has read it; who stays is told what was said meanwhile. ---- */

  const end = document.querySelector("form[data-read]");
  if (end && window.IntersectionObserver) {
    new IntersectionObserver((seen, watch) => {
      if (document.hidden || !seen.some((one) => one.isIntersecting)) return;
      watch.disconnect();
      fetch(end.action, { method: "POST", body: new URLSearchParams(new FormData(end)), redirect: "manual" }).catch(() => {});
    }).observe(end);
  }

  const fresh = document.querySelector("[data-fresh]");
  let told = "";
  async function ask() {
    if (document.hidden) return;
    try {
      // Without a cookie the answer is the one kept for everybody, and mostly "not modified".
      const answer = await fetch(fresh.dataset.fresh, { credentials: "omit", cache: "no-cache" });
      const found = answer.ok ? (await answer.text()).trim() : told;
      if (found === told) return;
      fresh.innerHTML = told = found;
      say(fresh.textContent.trim());
    } catch { /* the next time */ }
  }
  // Who saves data is not asked for by the minute; the page itself still tells, when it is loaded again.
  if (fresh && !navigator.connection?.saveData) setInterval(ask, 45000);

  /* ---- Single keys in a long list: they act only while the focus is in it, and never with a modifier. ---- */

  document.addEventListener("keydown", (event) => {
    const list = event.target.closest?.("[data-keys]");
    const step = { j: 1, k: -1 }[event.key];
    if (!list || event.ctrlKey || event.metaKey || event.altKey || !(step || event.key === "x")) return;
    const row = event.target.closest("li");
    const links = [...list.children].map((one) => one.querySelector("a"));
    if (step) links[links.indexOf(row?.querySelector("a")) + step]?.focus();
    else row?.querySelector("[type=checkbox]")?.click();
    event.preventDefault();
  });

  /* ---- Single keys of a page, for who works here: off until switched on, never while something is written. ---- */

  const keys = document.querySelector("[data-shortcuts]");
  const local = (() => {
    try { return window.localStorage; } catch { return null; }
  })();
  if (keys && local) {
    const toggle = keys.querySelector("[data-shortcuts-switch]");
    const on = () => local.getItem("pintasan") === keys.dataset.shortcuts;
    const show = () => toggle.setAttribute("aria-pressed", on());
    toggle.addEventListener("click", () => {
      if (on()) local.removeItem("pintasan");
      else local.setItem("pintasan", keys.dataset.shortcuts);
      show();
    });
    show();
    document.addEventListener("keydown", (event) => {
      const writes = event.target.closest("textarea, select, input:not([type=radio], [type=checkbox])");
      if (!on() || event.defaultPrevented || event.altKey || event.metaKey) return;
      if (event.ctrlKey || writes) {
        if (event.ctrlKey && event.key === "Enter") writes?.form?.requestSubmit();
        return;
      }
      const found = [...keys.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
      const target = found && document.querySelector(found.dataset.for);
      if (!target) return;
      event.preventDefault();
      target.focus();
      if (found.dataset.how === "click") target.click();
    });
  }

  // With the shift key, everything between two marks is marked as well.
  let marked = null;
  document.addEventListener("click", (event) => {
    const box = event.target.closest?.("[data-keys] [type=checkbox]");
    if (!box) return;
    const all = [...box.closest("[data-keys]").querySelectorAll("[type=checkbox]")];
    const [from, to] = [all.indexOf(marked), all.indexOf(box)].sort((one, other) => one - other);
    if (event.shiftKey && from >= 0) for (const one of all.slice(from, to)) one.checked = box.checked;
    marked = box;
  });

  // Reading one of a list keeps what is marked in it.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("[data-keys] a");
    if (!link) return;
    const marked = [...link.closest("[data-keys]").querySelectorAll("[name=receipts]:checked")].map((one) => one.value);
    const to = new URL(link.href);
    to.searchParams.delete("tandai");
    if (marked.length) to.searchParams.set("tandai", marked.join());
    link.href = to;
  });

  /* ---- Buttons that only the script can serve, and words about what only the script does ---- */

  function reveal(root) {
    const served = `[data-print], [data-script]${navigator.clipboard ? ", [data-copy]" : ""}`;
    for (const button of root.querySelectorAll(served)) button.hidden = false;
  }

  async function copy(button) {
    const source = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
      say(button.dataset.copied);
      button.querySelector("span").textContent = button.dataset.copied;
    } catch {
      document.getSelection().selectAllChildren(source);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-cite]");
    if (link) cite(link);
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.matches("[data-copy]")) copy(button);
    if (button.matches("[data-quote-button]")) quote(button);
    if (button.matches("[data-quote-remove]")) unquote(button);
    if (button.matches("[data-print]")) window.print();
  });

  if (document.querySelector("[data-sent]")) forgetSent();
  restore(document);
  reveal(document);
})();
