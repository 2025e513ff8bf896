// Fetches the parts of the page, once a second, with the token of the control API.
"use strict";

const PERIOD = 1000;
const MOST_ROWS = 500;
const element = (id) => document.getElementById(id);

let token = takeToken();
let last = 0;
let series;
let timer;

/** The token from the fragment of the URL, which is taken out of it, or of this tab. */
function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem("token", given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem("token");
}

/** The answer to a request with the token. */
async function ask(path) {
  const answer = await fetch(path, { headers: { authorization: `Bearer ${token}` } });
  if (answer.status === 401) {
    throw new Denied();
  }
  if (!answer.ok) {
    throw new Error(`the emulator answered ${answer.status}`);
  }
  return answer;
}

/** What an answer holds, as the emulator renders it. */
async function content(answer) {
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  return template.content;
}

/** A part of the page. */
async function part(path) {
  return content(await ask(path));
}

/** The requests since the last one. Those of another emulator, or of this one when it has forgotten what was before, come anew. */
async function newRequests() {
  const answer = await ask(`/page/requests?after=${last}`);
  const given = answer.headers.get("x-ncloud-emulator-series");
  if (given === series) {
    return content(answer);
  }
  series = given;
  element("requests").replaceChildren();
  if (last === 0) {
    return content(answer);
  }
  last = 0;
  return newRequests();
}

class Denied extends Error {}

/** Puts new content in place, unless nothing changed; what was open stays open. */
function replace(target, content) {
  const open = new Set(
    [...target.querySelectorAll("details[open]")].map((details) => details.dataset.key),
  );
  for (const details of content.querySelectorAll("details")) {
    details.open = open.has(details.dataset.key);
  }
  const fresh = document.createElement("div");
  fresh.append(content);
  if (fresh.innerHTML !== target.innerHTML) {
    target.replaceChildren(...fresh.childNodes);
  }
}

function addRequests(content) {
  const rows = [...content.querySelectorAll("tr")];
  const table = element("requests");
  table.prepend(...rows);
  while (table.rows.length > MOST_ROWS) {
    table.deleteRow(-1);
  }
  if (rows.length > 0) {
    last = Number(rows[0].dataset.number);
  }
  element("no-requests").hidden = table.rows.length > 0;
}

async function refresh() {
  try {
    addRequests(await newRequests());
    replace(element("authorities"), await part("/page/authorities"));
    replace(element("clusters"), await part("/page/clusters"));
    show(true, "Live");
  } catch (error) {
    if (error instanceof Denied) {
      sessionStorage.removeItem("token");
      token = null;
      show(false, "The token was refused");
      return;
    }
    element("state").textContent = `Not connected: ${error.message}`;
  }
  timer = setTimeout(refresh, PERIOD);
}

function show(connected, state) {
  element("login").hidden = connected;
  element("content").hidden = !connected;
  element("state").textContent = state;
}

element("login").addEventListener("submit", (event) => {
  event.preventDefault();
  token = element("token").value.trim();
  element("token").value = "";
  sessionStorage.setItem("token", token);
  clearTimeout(timer);
  refresh();
});

element("refused-only").addEventListener("change", (event) => {
  element("requests").classList.toggle("refused-only", event.target.checked);
});

if (token) {
  refresh();
} else {
  show(false, "Not connected");
}
