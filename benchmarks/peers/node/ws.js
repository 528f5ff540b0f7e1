// ws with a room loop by hand, speaking as much of Phoenix Channels (V2, JSON) as the load asks for. Prints READY <port>.
// https://github.com/websockets/ws#server-broadcast
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
const rooms = new Map(); // topic to the set of its sockets

function broadcast(topic, event, payload) {
  const frame = Buffer.from(JSON.stringify([null, null, topic, event, payload])); // encoded once
  for (const socket of rooms.get(topic) ?? []) {
    socket.send(frame, { binary: false });
  }
}

function join(socket, topic) {
  if (!rooms.has(topic)) rooms.set(topic, new Set());
  rooms.get(topic).add(socket);
}

function leave(socket, topic) {
  const members = rooms.get(topic);
  members?.delete(socket);
  if (members?.size === 0) rooms.delete(topic);
}

server.on("connection", (socket) => {
  const joined = new Set();
  socket.on("message", (data) => {
    const [joinRef, ref, topic, event, payload] = JSON.parse(data);
    const reply = (response) =>
      socket.send(JSON.stringify([joinRef, ref, topic, "phx_reply", { status: "ok", response }]));
    switch (event) {
      case "phx_join":
        join(socket, topic);
        joined.add(topic);
        return reply({});
      case "phx_leave":
        leave(socket, topic);
        joined.delete(topic);
        return reply({});
      case "heartbeat":
        return reply({});
      case "echo":
        return reply(payload);
      case "broadcast":
        return broadcast(topic, event, payload);
    }
  });
  socket.on("close", () => joined.forEach((topic) => leave(socket, topic)));
  socket.on("error", () => socket.terminate());
});

http.listen(0, "127.0.0.1", 4096, () => console.log(`READY ${http.address().port}`));
process.on("SIGTERM", () => process.exit(0));
