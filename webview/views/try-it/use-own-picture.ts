import { useEffect, useState } from 'preact/hooks';
import type { LabErrorData } from '#shared/protocol/events';
import { MOST_FILE_BYTES } from '#shared/protocol/questions';
import { ask } from '../../ask';
import { formatMemory } from '../../format';
import type { OwnPicture, useShownImage } from './shown-image';
import { strings } from './strings';

export interface OwnPictureControl {
  readonly picture: OwnPicture | null;
  /** A picture is being dragged over the view. */
  readonly dragging: boolean;
  /** Shows a file to the networks. */
  readonly show: (file: File) => void;
  /** Makes an element take pictures that are dropped on it. */
  readonly target: {
    readonly onDragEnter: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/**
 * A person's picture, wherever it comes from: dropped, pasted or chosen. The host prepares it, anew for each run.
 * @param run when the run began that is shown
 */
export function useOwnPicture(
  picture: OwnPicture | null,
  change: ReturnType<typeof useShownImage>[1],
  run: number,
): OwnPictureControl {
  const [dragging, setDragging] = useState(false);

  function show(file: File): void {
    const own = { name: file.name, file: '', run: null, prepared: null, error: null };
    if (file.size > MOST_FILE_BYTES) {
      const [size, most] = [formatMemory(file.size), formatMemory(MOST_FILE_BYTES)];
      const error = { kind: 'input', message: strings.pictureTooLarge(size, most) } as const;
      change({ source: 'picture', picture: { ...own, run, error } });
      return;
    }
    const reader = new FileReader();
    reader.onload = () => {
      const content = (reader.result as string).replace(/^.*?,/, '');
      change({ source: 'picture', picture: { ...own, file: content } });
    };
    reader.readAsDataURL(file);
  }

  useEffect(() => {
    if (picture === null || picture.run === run) return;
    const waiting = { ...picture, run, prepared: null, error: null };
    change({ picture: waiting });
    const settle = (made: Partial<OwnPicture>): void => {
      change((now) => (now.picture === waiting ? { picture: { ...waiting, ...made } } : {}));
    };
    ask({ kind: 'prepare', file: picture.file }).then(
      (prepared) => {
        settle({ prepared });
      },
      (error: unknown) => {
        settle({ error: error as LabErrorData });
      },
    );
  }, [picture, run]);

  useEffect(() => {
    const onPaste = ({ clipboardData }: ClipboardEvent): void => {
      const file = pictureIn(clipboardData);
      if (file !== null) show(file);
    };
    window.addEventListener('paste', onPaste);
    return () => {
      window.removeEventListener('paste', onPaste);
    };
  }, [run]);

  /** Whatever goes on to the window, VS Code takes for a file to open, and lays itself over the panel. */
  function take(event: DragEvent): void {
    if (event.dataTransfer?.types.includes('Files') !== true) return;
    event.preventDefault();
    event.stopPropagation();
    setDragging(true);
  }

  return {
    ...{ picture, dragging, show },
    target: {
      onDragEnter: take,
      onDragOver: take,
      onDragLeave: ({ currentTarget, relatedTarget }) => {
        if (!(currentTarget as Element).contains(relatedTarget as Node | null)) setDragging(false);
      },
      onDrop: (event) => {
        setDragging(false);
        const file = event.dataTransfer?.files[0];
        if (file === undefined) return;
        event.preventDefault();
        show(file);
      },
    },
  };
}

/** What is pasted may be words as well. */
function pictureIn(data: DataTransfer | null): File | null {
  return [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/')) ?? null;
}
