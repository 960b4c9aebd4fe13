/** The present moment, moved on once a second while somebody looks at it. */
export class Clock {
  now = $state.raw(new Date());

  /** To be made while a component is set up. */
  constructor(everyMs = 1000) {
    $effect(() => {
      const timer = setInterval(() => (this.now = new Date()), everyMs);
      return () => clearInterval(timer);
    });
  }
}
