import type { ComponentChildren } from 'preact';

interface WideTableProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** A table that scrolls sideways in a box of its own, its first column staying in sight. */
export function WideTable({ label, children }: WideTableProps) {
  return (
    <div class="wide-table" tabIndex={0} role="region" aria-label={label}>
      <table>
        <caption class="spoken">{label}</caption>
        {children}
      </table>
    </div>
  );
}
