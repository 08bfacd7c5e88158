/* What is kept on the device: unsent acts and registers as last seen, encrypted, for a day.

   The key is made here and cannot be exported (locking/keys.js); in clear stand only whose it is, of
   which event, and when. Source: docs/decisions/0007. */

import { openDB } from "../../vendor/idb/idb.js";
import { Keys } from "../locking/keys.js";

const NAME = "shkej";
const DAY = 24 * 60 * 60 * 1000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/* The store of one user; one in memory where the browser keeps nothing. */
export async function openStore(user) {
  try {
    const database = await openDB(NAME, 1, { upgrade });
    const store = new Store(database, user, new Keys(database, user));
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

class Store {
  constructor(database, user, keys) {
    this.database = database;
    this.user = user;
    this.keys = keys;
    this.key = null; // the last one that this page worked with: what it has begun it ends, also locked
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
    await this.renewKey();
  }

  /* A key without a wrapping, of an earlier version or made without the server, makes room for one
     that has it, as soon as no act lies under it. */
  async renewKey() {
    const work = this.database.transaction(["keys", "acts", "snapshots"], "readwrite");
    const kept = await work.objectStore("keys").get(this.user);
    const acts = await work.objectStore("acts").getAll();
    const isOld = kept && !kept.ways?.server && document.body.dataset.deviceKey;
    if (isOld && !acts.some((row) => row.user === this.user)) {
      await work.objectStore("keys").delete(this.user);
      await work.objectStore("snapshots").clear();
    }
    await work.done;
  }

  async add(act) {
    return this.put("acts", act, act.at);
  }

  async all() {
    const acts = [];
    const oldest = Date.now() - DAY;
    await this.takeKey();
    for (const row of await this.database.getAll("acts")) {
      if (row.user !== this.user || row.at < oldest) continue;
      const act = await this.open(row);
      if (act) acts.push({ ...act, id: row.id });
    }
    return acts;
  }

  async change(id, act) {
    await this.put("acts", act, act.at, { id });
  }

  async remove(id) {
    await this.database.delete("acts", id);
  }

  /* How many acts of this user wait here, also while nothing can read them. */
  async own() {
    const acts = await this.database.getAll("acts");
    return acts.filter((row) => row.user === this.user && row.at >= Date.now() - DAY).length;
  }

  /* How many acts of other users wait on this device. */
  async others() {
    const acts = await this.database.getAll("acts");
    return acts.filter((row) => row.user !== this.user && row.at >= Date.now() - DAY).length;
  }

  /* A page that is signing out keeps nothing any more, also what it began to keep before. */
  async saveSnapshot(event, data) {
    if (this.isWiped) return;
    await this.put("snapshots", data, Date.now(), {}, event);
  }

  /* The register of `event` as last seen, with the moment as `at`; null where there is none. */
  async readSnapshot(event) {
    const row = await this.database.get("snapshots", event);
    if (!row || row.user !== this.user || row.at < Date.now() - DAY) return null;
    await this.takeKey();
    const data = await this.open(row);
    return data && { ...data, at: row.at };
  }

  /* Everything of this user goes, the key first. */
  async wipe() {
    this.isWiped = true;
    await this.keys.forget();
    const work = this.database.transaction(["acts", "snapshots"], "readwrite");
    for (const name of ["acts", "snapshots"]) {
      for await (const cursor of work.objectStore(name)) {
        if (cursor.value.user === this.user) await cursor.delete();
      }
    }
    await work.done;
  }

  /* Registers and pages go, acts stay: who signs out of a locked screen may be anybody. */
  async leave() {
    this.isWiped = true;
    await this.keys.lock();
    await this.keys.removePin();
    const work = this.database.transaction("snapshots", "readwrite");
    for await (const cursor of work.store) {
      if (cursor.value.user === this.user) await cursor.delete();
    }
    await work.done;
  }

  /* The key that is kept now: another tab may have locked, or signed out and in again. */
  async takeKey() {
    const record = await this.keys.read();
    if (record && !record.key) await this.keys.openByServer();
    this.key = (await this.keys.read())?.key ?? this.key;
  }

  /* Writes a row under the key that is kept by then. Another tab may sign out, and in again, just
     while this one encrypts: then once more, or nobody could read it. */
  async put(name, data, at, facts = {}, key = undefined) {
    for (;;) {
      if (name === "snapshots" && this.isWiped) return undefined;
      const record = await this.keys.use();
      this.key = record.key ?? this.key;
      if (name === "snapshots" && this.isWiped) return undefined;
      const row = { ...facts, ...await this.close(data, at) };
      const work = this.database.transaction(["keys", name], "readwrite");
      const kept = await work.objectStore("keys").get(this.user);
      const isSame = kept instanceof CryptoKey ? record.id === "" : kept?.id === record.id;
      const written = isSame ? await work.objectStore(name).put(row, key) : undefined;
      await work.done;
      if (isSame) return written;
    }
  }

  async close(data, at) {
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
    const nothing = async () => {};
    this.keys = {
      lock: nothing, openByServer: nothing, settlePin: nothing, removePin: nothing, wrapForPin: nothing,
      isLocked: async () => false, openByPin: async () => "none", triesLeft: async () => 0,
    };
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

  async own() {
    return this.acts.size;
  }

  async others() {
    return 0;
  }

  async leave() {}

  async saveSnapshot() {}

  async readSnapshot() {
    return null;
  }

  async wipe() {
    this.acts.clear();
  }
}
