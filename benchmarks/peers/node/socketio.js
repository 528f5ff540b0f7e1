// Socket.IO: rooms, events with acknowledgements. Prints READY <port>.
// https://socket.io/docs/v4/performance-tuning/
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false, serveClient: false });

// "Discard the initial HTTP request", of the same page.
io.engine.on("connection", (socket) => {
  socket.request = null;
});

io.on("connection", (socket) => {
  socket.on("join", (room, answer) => {
    socket.join(room);
    answer("ok");
  });
  socket.on("leave", (room, answer) => {
    socket.leave(room);
    answer("ok");
  });
  socket.on("echo", (payload, answer) => answer(payload));
  socket.on("broadcast", (room, payload) => io.to(room).emit("broadcast", payload));
});

http.listen(0, "127.0.0.1", 4096, () => console.log(`READY ${http.address().port}`));
process.on("SIGTERM", () => process.exit(0));
