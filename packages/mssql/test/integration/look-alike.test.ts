import { expect, it } from "@jest/globals";
