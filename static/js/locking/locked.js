/* The page that the server shows while a screen is closed: all other tabs of this device cover theirs. */

import { device } from "../register/queue.js";
import { writeFlag } from "./flag.js";

const { lockedPage, lock } = document.body.dataset;

writeFlag(lockedPage, lock);
if (lockedPage === "locked") device.then(({ keys }) => keys.lock());
