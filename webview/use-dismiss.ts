import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** While something lies over the page: calls back when the person turns to anything outside of `box`. */
export function useDismiss(
  box: RefObject<HTMLElement | null>,
  open: boolean,
  onDismiss: () => void,
): void {
  useEffect(() => {
    if (!open) return;
    const pressed = ({ target }: Event): void => {
      if (!box.current!.contains(target as Node)) onDismiss();
    };
    document.addEventListener('pointerdown', pressed);
    // A click in the editor outside the panel takes the focus from its window.
    window.addEventListener('blur', onDismiss);
    return () => {
      document.removeEventListener('pointerdown', pressed);
      window.removeEventListener('blur', onDismiss);
    };
  }, [open]);
}
