/** Small pictures in the colour of the text beside them, which says the same in words. */
const shapes = {
  play: <path d="M4.5 2.5v11l8.5-5.5z" fill="currentColor" />,
  continue: (
    <path
      d="M3 3v10M6 2.5v11l8-5.5z"
      fill="currentColor"
      stroke="currentColor"
      stroke-width="1.4"
    />
  ),
  stop: <rect x="3.5" y="3.5" width="9" height="9" rx="1" fill="currentColor" />,
  check: <path d="M2.5 8.5l3.5 3.5 7.5-8" fill="none" stroke="currentColor" stroke-width="1.8" />,
  cross: <path d="M3.5 3.5l9 9m0-9l-9 9" fill="none" stroke="currentColor" stroke-width="1.8" />,
  pause: <path d="M4 3h3v10H4zM9 3h3v10H9z" fill="currentColor" />,
  previous: <path d="M10 3L5 8l5 5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  next: <path d="M6 3l5 5-5 5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  back: <path d="M7.5 3l-5 5 5 5M3 8h10.5" fill="none" stroke="currentColor" stroke-width="1.5" />,
  more: (
    <g fill="currentColor">
      <circle cx="3" cy="8" r="1.3" />
      <circle cx="8" cy="8" r="1.3" />
      <circle cx="13" cy="8" r="1.3" />
    </g>
  ),
  warning: (
    <g fill="none" stroke="currentColor" stroke-width="1.3">
      <path d="M8 2.2l6.3 11.3H1.7z" stroke-linejoin="round" />
      <path d="M8 6.4v3.4m0 1.2v1.3" />
    </g>
  ),
  progress: <path d="M2.5 2v11.5H14M4.8 5c1.4 4.6 4 5.7 8.2 6" fill="none" stroke="currentColor" />,
  confusion: (
    <g>
      <path
        d="M2.5 2.5h11v11h-11zm0 3.67h11m-11 3.66h11M6.17 2.5v11m3.66-11v11"
        fill="none"
        stroke="currentColor"
      />
      <path
        d="M2.5 2.5h3.67v3.67H2.5zm3.67 3.67h3.66v3.66H6.17zm3.66 3.66h3.67v3.67H9.83z"
        fill="currentColor"
      />
    </g>
  ),
  parameters: (
    <g fill="none" stroke="currentColor">
      <path d="M4.6 4.6l6.9 3.1M4.6 11.4l6.9-3.1M3.3 6v4" />
      <circle cx="3.3" cy="4.2" r="1.8" />
      <circle cx="3.3" cy="11.8" r="1.8" />
      <circle cx="12.7" cy="8" r="1.8" />
    </g>
  ),
  tryIt: (
    <path
      d="M2.5 13.5l.8-3.4 7.6-7.6 2.6 2.6-7.6 7.6zm7-9.6l2.6 2.6"
      fill="none"
      stroke="currentColor"
      stroke-linejoin="round"
    />
  ),
  data: (
    <g fill="none" stroke="currentColor">
      <path d="M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z" />
    </g>
  ),
  refresh: (
    <path
      d="M12.6 5.5A5.2 5.2 0 1 0 13.2 8.6M12.9 2.4v3.3H9.6"
      fill="none"
      stroke="currentColor"
      stroke-width="1.3"
    />
  ),
  compare: (
    <path d="M2 5h10.5m-3-3l3 3-3 3M14 11H3.5m3-3l-3 3 3 3" fill="none" stroke="currentColor" />
  ),
  options: (
    <g fill="none" stroke="currentColor">
      <path d="M2 4.5h6.2m3.6 0H14M2 11.5h2.2m3.6 0H14" />
      <circle cx="10" cy="4.5" r="1.8" />
      <circle cx="6" cy="11.5" r="1.8" />
    </g>
  ),
  zoomOut: (
    <g fill="none" stroke="currentColor">
      <circle cx="6.8" cy="6.8" r="4.3" />
      <path d="M10 10l4 4M4.8 6.8h4" />
    </g>
  ),
  info: <circle cx="8" cy="8" r="2" fill="currentColor" />,
};

export type IconName = keyof typeof shapes;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}
