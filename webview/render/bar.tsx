interface ProgressLineProps {
  readonly label: string;
  /** 0 to 100 */
  readonly percent: number;
}

/** A thin line that fills, as VS Code draws progress at the top of a view. */
export function ProgressLine({ label, percent }: ProgressLineProps) {
  return (
    <div
      class="progress-line"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div class="fill" style={{ transform: `scaleX(${percent / 100})` }} />
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
