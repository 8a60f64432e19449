// Every scene of the client on a desktop: see scenes-checks.mjs.
import { testScenes } from "./scenes-checks.mjs";

testScenes("desktop");
