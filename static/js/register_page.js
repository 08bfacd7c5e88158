/* What the page of a register runs; collected, it is one file. */

import "./page.js";
import "./register/hand_over.js";
import "./register.js";
