/* What the search at the door runs; collected, it is one file. */

import "./locked_page.js";
import "./session.js";
import "./door.js";
