/** Where a menu opens. Pure; all in CSS pixels of the visible page. */
export interface Point {
  x: number;
  y: number;
}

export interface Size {
  width: number;
  height: number;
}

/** Between a menu and the edge of the screen. */
const marginPx = 8;

/**
 * Returns the upper left corner of a menu that opens at a point: below it where there is room, otherwise above, and always
 * within the screen; one that is larger than the screen begins at its edge.
 */
export function placeMenu({ at, menu, screen }: { at: Point; menu: Size; screen: Size }): Point {
  const fitsBelow = at.y + menu.height + marginPx <= screen.height;
  return {
    x: within(at.x, screen.width - menu.width),
    y: within(fitsBelow ? at.y : at.y - menu.height, screen.height - menu.height),
  };
}

function within(start: number, room: number): number {
  return Math.max(marginPx, Math.min(start, room - marginPx));
}
