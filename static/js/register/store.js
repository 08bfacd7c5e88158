/* What is kept on the device: unsent acts and registers as last seen, encrypted, for a day.

   The key is made here, cannot be exported and lives in the browser's database beside what it
   encrypts; in clear stand only whose it is, of which event, and when. Source: docs/decisions/0007. */

import { openDB } from "../../vendor/idb/idb.js";

const NAME = "shkej";
const DAY = 24 * 60 * 60 * 1000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/* The store of one user; one in memory where the browser keeps nothing. */
export async function openStore(user) {
  try {
    const database = await openDB(NAME, 1, { upgrade });
    const store = new Store(database, user, await keyOf(database, user, await makeKey()));
    await store.tidy();
    navigator.storage?.persist?.();
    return store;
  } catch {
    return new MemoryStore();
  }
}

function upgrade(database) {
  database.createObjectStore("keys");
  database.createObjectStore("acts", { keyPath: "id", autoIncrement: true });
  database.createObjectStore("snapshots");
}

function makeKey() {
  const uses = ["encrypt", "decrypt"];
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, uses);
}

/* The key that is kept for `user`; `made`, from now on, where none is. */
async function keyOf(database, user, made) {
  const keys = database.transaction("keys", "readwrite");
  const there = await keys.store.get(user);
  if (!there) await keys.store.put(made, user);
  await keys.done;
  return there ?? made;
}

class Store {
  constructor(database, user, key) {
    this.database = database;
    this.user = user;
    this.key = key;
    this.expired = 0; // acts of this user that went unsent for a day and were deleted
    this.isWiped = false;
  }

  /* Deletes what is older than a day, and registers that somebody else looked at. */
  async tidy() {
    const oldest = Date.now() - DAY;
    const work = this.database.transaction(["acts", "snapshots"], "readwrite");
    for await (const cursor of work.objectStore("acts")) {
      if (cursor.value.at >= oldest) continue;
      if (cursor.value.user === this.user) this.expired += 1;
      await cursor.delete();
    }
    for await (const cursor of work.objectStore("snapshots")) {
      if (cursor.value.at < oldest || cursor.value.user !== this.user) await cursor.delete();
    }
    await work.done;
  }

  async add(act) {
    return this.database.add("acts", await this.close(act, act.at));
  }

  async all() {
    const acts = [];
    const oldest = Date.now() - DAY;
    this.key = await this.database.get("keys", this.user) ?? this.key;
    for (const row of await this.database.getAll("acts")) {
      if (row.user !== this.user || row.at < oldest) continue;
      const act = await this.open(row);
      if (act) acts.push({ ...act, id: row.id });
    }
    return acts;
  }

  async change(id, act) {
    await this.database.put("acts", { id, ...await this.close(act, act.at) });
  }

  async remove(id) {
    await this.database.delete("acts", id);
  }

  /* How many acts of other users wait on this device. */
  async others() {
    const acts = await this.database.getAll("acts");
    return acts.filter((row) => row.user !== this.user && row.at >= Date.now() - DAY).length;
  }

  /* A page that is signing out keeps nothing any more, also what it began to keep before. */
  async saveSnapshot(event, data) {
    if (this.isWiped) return;
    const row = await this.close(data, Date.now());
    if (!this.isWiped) await this.database.put("snapshots", row, event);
  }

  /* The register of `event` as last seen, with the moment as `at`; null where there is none. */
  async readSnapshot(event) {
    const row = await this.database.get("snapshots", event);
    if (!row || row.user !== this.user || row.at < Date.now() - DAY) return null;
    const data = await this.open(row);
    return data && { ...data, at: row.at };
  }

  /* Everything of this user goes, the key first. */
  async wipe() {
    this.isWiped = true;
    await this.database.delete("keys", this.user);
    const work = this.database.transaction(["acts", "snapshots"], "readwrite");
    for (const name of ["acts", "snapshots"]) {
      for await (const cursor of work.objectStore(name)) {
        if (cursor.value.user === this.user) await cursor.delete();
      }
    }
    await work.done;
  }

  /* Under the key that is kept now: another tab may have signed out, and in again. */
  async close(data, at) {
    this.key = await keyOf(this.database, this.user, this.key);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = encoder.encode(JSON.stringify({ ...data, id: undefined }));
    const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, this.key, bytes);
    return { user: this.user, at: at ?? Date.now(), iv, sealed };
  }

  /* What a row says; null where its key is gone. */
  async open({ iv, sealed }) {
    try {
      const bytes = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, this.key, sealed);
      return JSON.parse(decoder.decode(bytes));
    } catch {
      return null;
    }
  }
}

/* The same for a browser that keeps nothing (or no key): acts live as long as the page. */
class MemoryStore {
  constructor() {
    this.acts = new Map();
    this.expired = 0;
    this.last = 0;
  }

  async tidy() {}

  async add(act) {
    this.last += 1;
    this.acts.set(this.last, { ...act });
    return this.last;
  }

  async all() {
    return [...this.acts].map(([id, act]) => ({ ...act, id }));
  }

  async change(id, act) {
    this.acts.set(id, { ...act });
  }

  async remove(id) {
    this.acts.delete(id);
  }

  async others() {
    return 0;
  }

  async saveSnapshot() {}

  async readSnapshot() {
    return null;
  }

  async wipe() {
    this.acts.clear();
  }
}
