/** For tests of the pure room: its connection and its two members. */
import { idOf } from "../../../tests/world/ids";
import type { ConnectionId, UserId } from "../../../app/contract/ids";

export const connection = idOf<ConnectionId>("0198c0de-0000-7000-8000-000000000001");
export const otherConnection = idOf<ConnectionId>("0198c0de-0000-7000-8000-000000000002");
export const ana = idOf<UserId>("0198c0de-0000-7000-8000-00000000000a");
export const ben = idOf<UserId>("0198c0de-0000-7000-8000-00000000000b");
