import { preset } from "@tooling/presets/jest";

export default preset();
