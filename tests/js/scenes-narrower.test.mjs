// The other half of the scenes on 320 px, and with text of twice the size: see scenes-checks.mjs.
import { testNarrow } from "./scenes-checks.mjs";

testNarrow(1);
