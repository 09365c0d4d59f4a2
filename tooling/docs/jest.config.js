import { preset } from "@tooling/presets/jest";

export default preset({ testTimeout: 120_000 });
