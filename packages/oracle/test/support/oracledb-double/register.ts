import { installDouble } from "./install.ts";

// For programs of their own (`--import`): the README's examples.
installDouble();
