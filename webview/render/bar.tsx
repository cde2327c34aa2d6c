interface BarProps {
  readonly label: string;
  /** 0 to 1 */
  readonly share: number;
  readonly text: string;
}

/** A progress bar with its words above it. */
export function ProgressBar({ label, share, text }: BarProps) {
  const percent = Math.round(share * 100);
  return (
    <div class="progress">
      <div class="progress-words">
        <span>{label}</span>
        <span>{text}</span>
      </div>
      <div
        class="track"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <div class="fill" style={{ transform: `scaleX(${share})` }} />
      </div>
    </div>
  );
}

/** A part of a whole, drawn small beside a number that says it. */
export function ShareBar({ share }: { readonly share: number }) {
  return (
    <div class="share" aria-hidden="true">
      <div class="share-fill" style={{ transform: `scaleX(${share})` }} />
    </div>
  );
}
