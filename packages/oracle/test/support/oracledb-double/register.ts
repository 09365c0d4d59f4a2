import { installDouble } from "./install.ts";

// For tests, and for programs of their own (`--import`): the README's examples.
installDouble();
