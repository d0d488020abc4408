/** (d) Socket.IO and better-sqlite3: a message is on disk before it is delivered. Run by bench.mjs where both are installed. */
import { createRequire } from "node:module";
import { join } from "node:path";

const [folder = ".", modules = "."] = process.argv.slice(2);
/** Neither is a dependency of ours, so nothing is known of their types. */
const load = createRequire(join(modules, "index.js"));
const { Server } = load("socket.io");
const Database = load("better-sqlite3");

const database = new Database(join(folder, "messages.sqlite"));
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec("CREATE TABLE messages (id INTEGER PRIMARY KEY, room TEXT NOT NULL, content TEXT NOT NULL)");
const insert = database.prepare("INSERT INTO messages (room, content) VALUES (?, ?)");

const server = new Server(0, { transports: ["websocket"], serveClient: false });
server.on("connection", (/** @type {any} */ socket) => {
  const { room } = socket.handshake.query;
  void socket.join(room);
  socket.on("message", (/** @type {string} */ content, /** @type {() => void} */ acknowledge) => {
    insert.run(room, content);
    socket.to(room).emit("message", content);
    acknowledge();
  });
});
process.send?.({ port: server.httpServer.address().port });
