import { documentError } from "../errors.ts";
import type { Path } from "../path.ts";
import type { ProjectionChild, ProjectionNode } from "./projection.ts";

/** The error for a path that meets another: `whole` when a part of it is named already, else what is below it. */
export type Collision = (path: Path, whole: boolean) => Error;

/** Collisions as projections have them: 31249 below a path that is named, 31250 at or above one. */
const projectionCollision: Collision = (path, whole) =>
  documentError(whole ? 31_249 : 31_250, `path collision at ${JSON.stringify(path.join("."))}`);

/** Builds the tree of a projection path by path. */
export class ProjectionTree {
  readonly #children = new Map<string, ProjectionChild | ProjectionTree>();
  #computes = false;

  /** Puts what becomes of a field at its path. Throws the collision with a path that is there. */
  add(path: Path, child: ProjectionChild, collision: Collision = projectionCollision): void {
    this.#add(path, 0, child, collision);
  }

  #add(path: Path, depth: number, child: ProjectionChild, collision: Collision): void {
    const part = path[depth] as string;
    const found = this.#children.get(part);
    if (child.kind === "computed") this.#computes = true;
    if (depth + 1 === path.length) {
      if (found !== undefined) throw collision(path, false);
      this.#children.set(part, child);
      return;
    }
    if (found !== undefined && !(found instanceof ProjectionTree)) throw collision(path, true);
    const inner = found ?? new ProjectionTree();
    this.#children.set(part, inner);
    inner.#add(path, depth + 1, child, collision);
  }

  /** Makes sure that a path leads to a document of fields. Throws the collision with a path that is there. */
  enter(path: Path, collision: Collision = projectionCollision): void {
    path.reduce((tree: ProjectionTree, part, depth) => {
      const found = tree.#children.get(part);
      if (found !== undefined && !(found instanceof ProjectionTree)) throw collision(path, depth + 1 < path.length);
      const inner = found ?? new ProjectionTree();
      tree.#children.set(part, inner);
      return inner;
    }, this);
  }

  /** Takes a field at the top out again. */
  remove(name: string): void {
    this.#children.delete(name);
  }

  /** The finished tree. */
  node(): ProjectionNode {
    const children = new Map<string, ProjectionChild>();
    for (const [name, child] of this.#children) {
      children.set(name, child instanceof ProjectionTree ? { kind: "node", node: child.node() } : child);
    }
    return { children, computes: this.#computes };
  }
}
