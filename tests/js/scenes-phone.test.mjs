// Every scene of the client on a phone: see scenes-checks.mjs.
import { testScenes } from "./scenes-checks.mjs";

testScenes("phone");
