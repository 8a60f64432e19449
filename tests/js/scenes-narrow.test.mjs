// Scenes of the client on 320 px, and with text of twice the size, one half of them: see scenes-checks.mjs.
import { testNarrow } from "./scenes-checks.mjs";

testNarrow(0);
