/* What the search at the door runs; collected, it is one file. */

import "./app.js";
import "./register/hand_over.js";
import "./unsent.js";
import "./session.js";
import "./register/door.js";
