/* What every page runs that somebody signed in looks at; collected, it is one file. */

import "./app.js";
import "./results.js";
import "./steps.js";
import "./tabs.js";
import "./network.js";
import "./session.js";
import "./locking/lock.js";
import "./drafts.js";
import "./language.js";
import "./unsent.js";
