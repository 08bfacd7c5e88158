/* What the page of a register runs; collected, it is one file. */

import "./page.js";
import "./register/lock.js";
import "./register.js";
