import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";

/**
 * A hash over the names and contents of files, given by paths from the root.
 * @param {readonly string[]} files
 * @param {string} salt what else the work depends on
 */
export function hashFiles(files, salt) {
  const hash = createHash("sha256").update(salt);
  for (const file of [...files].sort()) hash.update(`\0${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

/** All files under a folder, by paths from the root; none when there is no such folder. */
export function filesUnder(folder) {
  return entries(folder)
    .filter((entry) => entry.name !== "node_modules" && entry.name !== "dist")
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`]));
}

/** The folders of the workspace's packages that hold a manifest. */
export function workspaceFolders() {
  return ["packages", "tooling", "examples"].flatMap((parent) =>
    entries(parent)
      .filter((entry) => entry.isDirectory())
      .map((entry) => `${parent}/${entry.name}`)
      .filter((folder) => entries(folder).some((entry) => entry.name === "package.json")),
  );
}

/** Whether the work whose inputs have this hash was done the last time it was tried. */
export function isStamped(stamp, hash) {
  try {
    return readFileSync(join(root, stamp), "utf8") === hash;
  } catch {
    return false; // never done
  }
}

/** Notes that the work was done. */
export function writeStamp(stamp, hash) {
  mkdirSync(dirname(join(root, stamp)), { recursive: true });
  writeFileSync(join(root, stamp), hash);
}

function entries(folder) {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
