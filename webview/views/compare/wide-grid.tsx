import type { ComponentChildren } from 'preact';
import { DataGrid } from '../../toolkit';

interface WideGridProps {
  readonly label: string;
  /** Beside the first. */
  readonly columns: number;
  readonly children: ComponentChildren;
}

/** A grid that scrolls sideways in a box of its own, its first column staying in sight. */
export function WideGrid({ label, columns, children }: WideGridProps) {
  return (
    <div class="wide-grid" tabIndex={0} role="region" aria-label={label}>
      <DataGrid label={label} columns={`auto repeat(${columns}, auto)`}>
        {children}
      </DataGrid>
    </div>
  );
}
