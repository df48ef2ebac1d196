// Opens the booth's page without the register where the register does not answer, with what was
// asked. All else goes to the register as if this worker were not there.
"use strict";

const PAGE = "/exit/offline";
const PATIENCE = 10000;  // Milliseconds.
const AWAY = [502, 503, 504];

// Whether a proxy says that it does not reach the register. All that the register itself says bears
// its policy, also that it cannot tell.
const isAway = ({ headers, status }) =>
  AWAY.includes(status) && !headers.has("Content-Security-Policy");

const patiently = (request) =>
  Promise.race([
    fetch(request),
    new Promise((_resolve, reject) => { setTimeout(reject, PATIENCE, new Error("Too slow.")); }),
  ]);

const asked = async (sent) => {
  const text = sent ? (await sent.formData()).get("text") : null;
  return text ? `#${encodeURIComponent(text)}` : "";
};

const page = async (request) => {
  const sent = request.method === "POST" ? request.clone() : null;
  try {
    const answer = await patiently(request);
    if (!isAway(answer) || !(await caches.match(PAGE))) return answer;
  } catch (error) {
    if (!(await caches.match(PAGE))) throw error;
  }
  return Response.redirect(PAGE + (await asked(sent).catch(() => "")), 303);
};

const FILES = ["script", "style", "image"];

const file = async (request) => (await caches.match(request)) || fetch(request);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname } = new URL(request.url);
  const opens = request.mode === "navigate";
  if (opens && pathname !== PAGE) event.respondWith(page(request));
  else if (opens || FILES.includes(request.destination)) event.respondWith(file(request));
});
