import type { CommandName, Commands, Place, Problem, Setting, Walk, WalkStep } from "$/lib/contract";
import { asProblem } from "$/lib/host";
import { change, useQuery, type Query } from "$/lib/query.svelte";
import { openPlace } from "./pages";

/** One company's walk: where it stands comes from the host, so that it is the same after a restart. */
export class WalkModel {
  readonly query: Query<Walk>;
  /** What is being done now; nothing else can be begun meanwhile. */
  doing = $state<CommandName | null>(null);
  /** Why the last thing that was tried did not work. */
  problem = $state.raw<Problem | undefined>();
  #company: () => string | null;

  /** To be made while a component is set up; nothing is asked until it is known whose walk it is. */
  constructor(company: () => string | null) {
    this.#company = company;
    this.query = useQuery("walk", () => {
      const name = company();
      return name === null ? null : { company: name };
    });
  }

  /** The company, as the contract names it. */
  get company(): string {
    return this.#company() ?? "";
  }

  /** Where it stands. */
  get walk(): Walk | undefined {
    return this.query.data;
  }

  /** Runs a command; a problem is kept to be shown, and gives nothing. */
  async run<N extends CommandName>(
    name: N,
    request: Commands[N]["request"],
  ): Promise<Commands[N]["response"] | undefined> {
    if (this.doing !== null) return undefined;
    this.doing = name;
    this.problem = undefined;
    try {
      return await change(name, request);
    } catch (error) {
      this.problem = asProblem(error);
      return undefined;
    } finally {
      this.doing = null;
    }
  }

  /** Opens a page in the browser. */
  async open(place: Place): Promise<void> {
    try {
      await openPlace(this.company, place);
    } catch (error) {
      this.problem = asProblem(error);
    }
  }

  /** Goes to a step. */
  async to(step: WalkStep): Promise<void> {
    const there = await this.run("walk_to", { company: this.company, step });
    if (there) await this.query.again();
  }

  /** Saves choices, taken together or not at all; what was planned with others is planned anew. */
  async choose(set: Setting[]): Promise<boolean> {
    if (set.length === 0) return true;
    const saved = await this.run("set_preferences", { company: this.company, set });
    if (!saved) return false;
    await this.forgetPlan();
    return true;
  }

  /** A plan that no longer fits is made again at its step. */
  async forgetPlan(): Promise<void> {
    if (this.walk && this.walk.preview !== "idle")
      await this.run("cancel_preview", { company: this.company });
  }
}
