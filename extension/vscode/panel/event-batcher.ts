import type * as vscode from 'vscode';
import type { TrainingEvent } from '#shared/protocol/events';

/** Milliseconds: a panel draws at most once a frame, so it is told at most that often. */
const FRAME = 16;

/** Gathers events, in order, into at most one message a frame. */
export class EventBatcher implements vscode.Disposable {
  private events: TrainingEvent[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly send: (events: readonly TrainingEvent[]) => void) {}

  push(events: readonly TrainingEvent[]): void {
    this.events.push(...events);
    this.timer ??= setTimeout(() => {
      this.flush();
    }, FRAME);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.events.length === 0) return;
    const { events } = this;
    this.events = [];
    this.send(events);
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
