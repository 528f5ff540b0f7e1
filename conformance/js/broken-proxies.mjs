// Proxies to the Lab that plain requests get through, and WebSockets do not.
import { createServer, request } from "node:http";
import { WebSocketServer } from "ws";
import { address } from "./lab.mjs";

const swallowing = new WebSocketServer({ noServer: true });

/** What becomes of a handshake. */
const WAYS = {
  refused: (handshake, socket) =>
    socket.end("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"),
  unanswered: () => {},
  swallowed: (handshake, socket, head) => swallowing.handleUpgrade(handshake, socket, head, () => {}),
};

/** Starts them; their urls by what they do to WebSockets, how many came, and how to end. */
export async function brokenProxies() {
  const [host, port] = address.split(":");
  const urls = {};
  const counts = {};
  const sockets = new Set();
  const servers = Object.entries(WAYS).map(([way, upgrade]) => {
    counts[way] = 0;
    const server = createServer((incoming, outgoing) => {
      const { method, url: path, headers } = incoming;
      const forwarded = request({ host, port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      });
      forwarded.on("error", () => outgoing.destroy());
      outgoing.on("close", () => forwarded.destroy());
      incoming.pipe(forwarded);
    });
    server.on("upgrade", (handshake, socket, head) => {
      counts[way]++;
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      upgrade(handshake, socket, head);
    });
    return new Promise((resolve) =>
      server.listen(0, "127.0.0.1", () => {
        urls[way] = `ws://127.0.0.1:${server.address().port}`;
        resolve(server);
      }),
    );
  });
  const started = await Promise.all(servers);
  return {
    urls,
    attempts: (way) => counts[way],
    close() {
      sockets.forEach((socket) => socket.destroy());
      started.forEach((server) => {
        server.close();
        server.closeAllConnections();
      });
    },
  };
}
