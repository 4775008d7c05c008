// Keeps the toolbox for when there is no network. Pages are fetched without cookies, so that nothing of anyone is kept;
// every other address passes by untouched.
const FAMILY = `toolbox-${TOLD.language}-`;
const STORE = FAMILY + TOLD.version;
const KEPT = new Set(TOLD.kept.map((address) => new URL(address, self.location.origin).href));

async function keep() {
  const store = await caches.open(STORE);
  await Promise.all([...KEPT].map(async (address) => {
    const answer = await fetch(address, { credentials: "omit", cache: "reload" });
    if (!answer.ok) throw new Error(`${answer.status}`);
    await store.put(address, answer);
  }));
  await self.skipWaiting();
}

async function forgetOlder() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(FAMILY) && name !== STORE);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answerFor(request) {
  try {
    return await fetch(request);
  } catch (broken) {
    const store = await caches.open(STORE);
    const kept = await store.match(request.url, { ignoreVary: true });
    if (!kept) throw broken;
    return kept;
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("fetch", (event) => {
  if (event.request.method === "GET" && KEPT.has(event.request.url.split("#")[0])) {
    event.respondWith(answerFor(event.request));
  }
});
