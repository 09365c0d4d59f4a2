import type { TransferProgress } from "./progress.ts";

/** What a bar is drawn on: a terminal, or a file, which gets a line now and then. */
export interface BarStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A bar of progress. */
export interface ProgressBar {
  /** Draws it anew: give it as `onProgress`. */
  readonly update: (progress: TransferProgress) => void;
  /** Ends its line. */
  readonly end: () => void;
}

/** How many milliseconds lie between two lines where the stream is no terminal. */
const lineInterval = 10_000;

/** Makes a bar on a stream; the standard error unless given. */
export function progressBar(stream: BarStream = process.stderr): ProgressBar {
  let shown = Number.NEGATIVE_INFINITY;
  let phase: string | undefined;
  let open = false;
  return {
    update(progress) {
      if (stream.isTTY === true) {
        stream.write(`\r\u001B[K${line(progress, Math.max(20, (stream.columns ?? 80) - 1))}`);
        open = true;
        return;
      }
      if (progress.phase === phase && progress.elapsed - shown < lineInterval) return;
      [phase, shown] = [progress.phase, progress.elapsed];
      stream.write(`${line(progress, 120)}\n`);
    },
    end() {
      if (open) stream.write("\n");
      open = false;
    },
  };
}

const barWidth = 20;

/** `copy  [####----] 42% 420000/1000000 20000/s 29s people`, cut to a width. */
function line({ phase, collection, documents, total, rate, eta, changes }: TransferProgress, width: number): string {
  const part = total > 0 ? Math.min(1, documents / total) : 0;
  const full = Math.round(part * barWidth);
  const pieces = [
    phase.padEnd(7),
    ...(total > 0 ? [`[${"#".repeat(full)}${"-".repeat(barWidth - full)}] ${Math.floor(part * 100)}%`] : []),
    total > 0 ? `${documents}/${total}` : String(documents),
    `${Math.round(rate)}/s`,
    ...(eta === undefined ? [] : [duration(eta)]),
    ...(changes > 0 ? [`${changes} changes`] : []),
    ...(collection === undefined ? [] : [collection.replaceAll(/\p{Cc}/gu, "?")]),
  ];
  return pieces.join(" ").slice(0, width);
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${whole % 60}s`;
  return `${Math.floor(whole / 3600)}h${Math.floor((whole % 3600) / 60)}m`;
}
