/* What a locked page runs, and a door that is; collected, it is one file. */

import "./app.js";
import "./locking/locked.js";
import "./unsent.js";
