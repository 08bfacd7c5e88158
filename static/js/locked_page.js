/* What a device that was handed over runs; collected, it is one file. */

import "./app.js";
import "./register/lock.js";
