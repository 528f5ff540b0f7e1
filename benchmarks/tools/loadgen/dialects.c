/* The protocols that loadgen speaks; dialect.h says what each function does. */
#define _GNU_SOURCE
#include "dialect.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A reference of a heartbeat is told from those of joins and echoes by its size. */
#define HEARTBEAT 2000000000u

/* ------------------------------------------------------------- one message */

static char *text;
static size_t text_len, text_cap;

static void room(size_t n) {
    if (text_len + n <= text_cap) return;
    text_cap = (text_len + n) * 2;
    text = realloc(text, text_cap);
    if (!text) abort();
}

__attribute__((format(printf, 1, 2))) static void add(const char *fmt, ...) {
    room(512); /* topics have at most 256 bytes */
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(text + text_len, text_cap - text_len, fmt, ap);
    va_end(ap);
    if (n < 0 || (size_t)n >= text_cap - text_len) abort();
    text_len += (size_t)n;
}

static void add_bytes(const char *p, size_t n) {
    room(n);
    memcpy(text + text_len, p, n);
    text_len += n;
}

static void send_text(conn *c) {
    put_text(c, text, text_len);
    text_len = 0;
}

static bool starts(const char *p, size_t n, const char *with) {
    size_t k = strlen(with);
    return n >= k && !memcmp(p, with, k);
}

/* The number at the start of p; 0 when there is none. */
static uint32_t number(const char *p, size_t n) {
    uint32_t v = 0;
    for (size_t i = 0; i < n && p[i] >= '0' && p[i] <= '9'; i++) v = v * 10 + (uint32_t)(p[i] - '0');
    return v;
}

static void replied(msg *m, uint32_t ref) {
    m->kind = ref >= HEARTBEAT ? M_ALIVE : M_REPLY;
    m->ref = ref >= HEARTBEAT ? ref - HEARTBEAT : ref;
    m->ok = true;
}

static bool at_once(conn *c) { return true; }

/* --------------------------------------------------- Phoenix Channels, V2 */

/* a push; join_ref 0 means null; topic is assumed JSON-safe */
static void phx_push(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event, const char *pl,
                     size_t pn) {
    if (join_ref) add("[\"%u\",\"%u\",\"%s\",\"%s\",", join_ref, ref, topic, event);
    else add("[null,\"%u\",\"%s\",\"%s\",", ref, topic, event);
    add_bytes(pl, pn);
    add_bytes("]", 1);
    send_text(c);
}

static void phx_join(conn *c, uint32_t ref, const char *topic) { phx_push(c, ref, ref, topic, "phx_join", "{}", 2); }

static void phx_leave(conn *c, uint32_t join_ref, uint32_t ref, const char *topic) {
    phx_push(c, join_ref, ref, topic, "phx_leave", "{}", 2);
}

static void phx_heartbeat(conn *c, uint32_t ref) { phx_push(c, 0, ref, "phoenix", "heartbeat", "{}", 2); }

static const char *skip(const char *p, const char *e) {
    while (p < e && (*p == ' ' || *p == ',' || *p == '[')) p++;
    return p;
}

/* one element: string or null/number. returns pointer past it or NULL */
static const char *elem(const char *p, const char *e, const char **s, uint32_t *n) {
    p = skip(p, e);
    if (p >= e) return NULL;
    if (*p == '"') {
        const char *q = memchr(p + 1, '"', (size_t)(e - p - 1));
        if (!q) return NULL;
        *s = p + 1;
        *n = (uint32_t)(q - p - 1);
        return q + 1;
    }
    const char *q = memchr(p, ',', (size_t)(e - p));
    if (!q) return NULL;
    *s = p;
    *n = (*p == 'n') ? 0 : (uint32_t)(q - p);
    return q;
}

static void phx_read(conn *c, const char *p, size_t n, msg *m) {
    const char *e = p + n, *s;
    uint32_t k;
    if (!n || *p != '[') return;
    if (!(p = elem(p, e, &s, &k))) return;
    if (!(p = elem(p, e, &s, &k))) return;
    m->ref = number(s, k);
    if (!(p = elem(p, e, &m->topic, &m->tn))) return;
    if (!(p = elem(p, e, &m->event, &m->en))) return;
    m->pl = skip(p, e);
    m->pn = (size_t)(e - m->pl);
    if (m->en < 9 || memcmp(m->event, "phx_", 4)) m->kind = M_DELIVERY;
    else if (m->en == 9 && !memcmp(m->event, "phx_reply", 9)) {
        m->kind = m->tn == 7 && !memcmp(m->topic, "phoenix", 7) ? M_ALIVE : M_REPLY;
        m->ok = memmem(m->pl, m->pn, "\"status\":\"ok\"", 13) != NULL;
    } else if (m->en == 9 && !memcmp(m->event, "phx_error", 9)) m->kind = M_ERROR;
    else if (m->en == 9 && !memcmp(m->event, "phx_close", 9)) m->kind = M_CLOSED;
    else m->kind = M_UNKNOWN;
}

/* --------------------- Socket.IO 5 in Engine.IO 4: events and acknowledgements
 * The server acknowledges "join" and "leave" [topic] and "echo" [payload], and emits ["broadcast",payload] to a
 * room on "broadcast" [room,payload]. A delivery does not name its room. */

static bool sio_open(conn *c) { return false; } /* the server speaks first */

static void sio_join(conn *c, uint32_t ref, const char *topic) {
    add("42%u[\"join\",\"%s\"]", ref, topic);
    send_text(c);
}

static void sio_leave(conn *c, uint32_t join_ref, uint32_t ref, const char *topic) {
    add("42%u[\"leave\",\"%s\"]", ref, topic);
    send_text(c);
}

static void sio_publish(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event, const char *pl,
                        size_t pn) {
    add("42[\"%s\",\"%s\",", event, topic);
    add_bytes(pl, pn);
    add_bytes("]", 1);
    send_text(c);
}

static void sio_echo(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event, const char *pl,
                     size_t pn) {
    add("42%u[\"%s\",", ref, event);
    add_bytes(pl, pn);
    add_bytes("]", 1);
    send_text(c);
}

static void sio_heartbeat(conn *c, uint32_t ref) { /* pings are the server's; a client asks by an event */
    sio_echo(c, 0, HEARTBEAT + ref, NULL, "echo", "{}", 2);
}

static void sio_read(conn *c, const char *p, size_t n, msg *m) {
    if (!n) return;
    if (*p == '0') { /* Engine.IO is open: ask for the default namespace */
        put_text(c, "40", 2);
        m->kind = M_NOTHING;
    } else if (*p == '2') {
        put_text(c, "3", 1);
        m->kind = M_NOTHING;
    } else if (*p == '6') m->kind = M_NOTHING;
    else if (*p == '1' || starts(p, n, "41")) m->kind = M_CLOSED;
    else if (starts(p, n, "40")) m->kind = M_OPENED;
    else if (starts(p, n, "44")) m->kind = M_ERROR;
    else if (starts(p, n, "43")) {
        replied(m, number(p + 2, n - 2));
        m->pl = p;
        m->pn = n;
    } else if (starts(p, n, "42[\"")) {
        const char *e = memchr(p + 4, '"', n - 4);
        if (!e) return;
        m->kind = M_DELIVERY;
        m->event = p + 4;
        m->en = (uint32_t)(e - m->event);
        m->pl = e;
        m->pn = (size_t)(p + n - e);
    }
}

/* ------------------------- STOMP 1.2 with a broker below /topic and handlers below /app
 * What is sent to /app/echo comes back to the sender's /user/queue/echo. Simple brokers send no receipts, so an echo
 * that follows a SUBSCRIBE tells that it took effect: the server must handle what a client sends in order. */

static void stomp_destination(const char *prefix, const char *topic) { /* a colon is \c in a header */
    add("destination:%s", prefix);
    for (; *topic; topic++) {
        if (*topic == ':') add_bytes("\\c", 2);
        else add_bytes(topic, 1);
    }
    add_bytes("\n", 1);
}

static void stomp_body(conn *c, const char *pl, size_t pn) {
    add("content-type:application/json\ncontent-length:%zu\n\n", pn);
    add_bytes(pl, pn);
    add_bytes("", 1);
    send_text(c);
}

static void stomp_ask(conn *c, uint32_t ref) { /* an echo by number instead of payload */
    char pl[32];
    int n = snprintf(pl, sizeof pl, "{\"r\":%u}", ref);
    add("SEND\n");
    stomp_destination("/app/", "echo");
    stomp_body(c, pl, (size_t)n);
}

static bool stomp_open(conn *c) {
    static const char connect[] = "CONNECT\naccept-version:1.2\nhost:localhost\nheart-beat:0,0\n\n";
    put_text(c, connect, sizeof connect); /* with its NUL */
    return false;
}

static void stomp_join(conn *c, uint32_t ref, const char *topic) {
    add("SUBSCRIBE\nid:t%u\n", ref);
    stomp_destination("/topic/", topic);
    add_bytes("\n", 2);
    send_text(c);
    stomp_ask(c, ref);
}

static void stomp_leave(conn *c, uint32_t join_ref, uint32_t ref, const char *topic) {
    add("UNSUBSCRIBE\nid:t%u\n\n", join_ref);
    add_bytes("", 1);
    send_text(c);
    stomp_ask(c, ref);
}

static void stomp_publish(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event,
                          const char *pl, size_t pn) {
    add("SEND\n");
    stomp_destination("/topic/", topic);
    stomp_body(c, pl, pn);
}

static void stomp_echo(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event, const char *pl,
                       size_t pn) {
    add("SEND\n");
    stomp_destination("/app/", event);
    stomp_body(c, pl, pn);
}

static void stomp_heartbeat(conn *c, uint32_t ref) { stomp_ask(c, HEARTBEAT + ref); }

/* A header's value up to its line end; NULL when it is not there. headers: from the line end of the command on. */
static const char *stomp_header(const char *headers, size_t n, const char *name, uint32_t *len) {
    const char *p = memmem(headers, n, name, strlen(name));
    if (!p) return NULL;
    p += strlen(name);
    const char *e = memchr(p, '\n', n - (size_t)(p - headers));
    if (!e) return NULL;
    *len = (uint32_t)(e - p);
    return p;
}

static const char *stomp_unescaped(const char *p, uint32_t *n) {
    static char out[256];
    uint32_t k = 0;
    for (uint32_t i = 0; i < *n && k < sizeof out; i++) {
        bool colon = p[i] == '\\' && i + 1 < *n && p[i + 1] == 'c';
        out[k++] = colon ? ':' : p[i];
        i += colon;
    }
    *n = k;
    return out;
}

static void stomp_read(conn *c, const char *p, size_t n, msg *m) {
    if (n == 1 && *p == '\n') {
        m->kind = M_NOTHING;
        return;
    }
    const char *body = memmem(p, n, "\n\n", 2);
    if (!body) return;
    size_t head = (size_t)(body - p) + 1;
    body += 2;
    if (starts(p, n, "CONNECTED\n")) {
        static const char echoes[] = "SUBSCRIBE\nid:e\ndestination:/user/queue/echo\n\n";
        put_text(c, echoes, sizeof echoes);
        m->kind = M_OPENED;
    } else if (starts(p, n, "ERROR\n")) m->kind = M_ERROR;
    else if (starts(p, n, "MESSAGE\n")) {
        uint32_t sn, dn;
        const char *sub = stomp_header(p, head, "\nsubscription:", &sn);
        const char *to = stomp_header(p, head, "\ndestination:", &dn);
        if (!sub || !to) return;
        m->pl = body;
        m->pn = (size_t)(p + n - body);
        if (sn == 1 && *sub == 'e') replied(m, starts(body, m->pn, "{\"r\":") ? number(body + 5, m->pn - 5) : 0);
        else if (starts(to, dn, "/topic/")) {
            m->kind = M_DELIVERY;
            m->topic = to + 7;
            m->tn = dn - 7;
            if (memchr(m->topic, '\\', m->tn)) m->topic = stomp_unescaped(m->topic, &m->tn);
        } else m->kind = M_UNKNOWN;
    } else m->kind = M_UNKNOWN;
}

/* -------------------------------- the event bus bridge of Vert.x, over a raw WebSocket
 * A consumer at the address "echo" replies with what it gets. A registration is not acknowledged, but the bridge
 * handles what a client sends in order, so the reply to an echo after it tells that it took effect. */

static void vertx_send(conn *c, uint32_t ref, const char *address, const char *pl, size_t pn) {
    add("{\"type\":\"send\",\"address\":\"%s\",\"replyAddress\":\"%u\",\"body\":", address, ref);
    add_bytes(pl, pn);
    add_bytes("}", 1);
    send_text(c);
}

static void vertx_join(conn *c, uint32_t ref, const char *topic) {
    add("{\"type\":\"register\",\"address\":\"%s\",\"headers\":{}}", topic);
    send_text(c);
    vertx_send(c, ref, "echo", "{}", 2);
}

static void vertx_leave(conn *c, uint32_t join_ref, uint32_t ref, const char *topic) {
    add("{\"type\":\"unregister\",\"address\":\"%s\",\"headers\":{}}", topic);
    send_text(c);
    vertx_send(c, ref, "echo", "{}", 2);
}

static void vertx_publish(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event,
                          const char *pl, size_t pn) {
    add("{\"type\":\"publish\",\"address\":\"%s\",\"body\":", topic);
    add_bytes(pl, pn);
    add_bytes("}", 1);
    send_text(c);
}

static void vertx_echo(conn *c, uint32_t join_ref, uint32_t ref, const char *topic, const char *event, const char *pl,
                       size_t pn) {
    vertx_send(c, ref, event, pl, pn);
}

static void vertx_heartbeat(conn *c, uint32_t ref) { /* pings keep the bridge open, but it does not answer them */
    put_text(c, "{\"type\":\"ping\"}", 15);
    vertx_send(c, HEARTBEAT + ref, "echo", "{}", 2);
}

static void vertx_read(conn *c, const char *p, size_t n, msg *m) {
    if (starts(p, n, "{\"type\":\"err\"")) m->kind = M_ERROR;
    else if (starts(p, n, "{\"type\":\"rec\",\"address\":\"")) {
        m->topic = p + 25;
        const char *e = memchr(m->topic, '"', n - 25);
        if (!e) return;
        m->tn = (uint32_t)(e - m->topic);
        m->pl = e;
        m->pn = (size_t)(p + n - e);
        uint32_t ref = number(m->topic, m->tn);
        if (ref) replied(m, ref);
        else m->kind = M_DELIVERY;
    }
}

/* ---------------------------------------------------------------- the table */

static const dialect dialects[] = {
    {.name = "phoenix", .protocol = "phx-v2-json", .path = "/socket/websocket", .query = NULL, .headers = "",
     .open = at_once, .join = phx_join, .leave = phx_leave, .publish = phx_push, .echo = phx_push,
     .heartbeat = phx_heartbeat, .read = phx_read},
    {.name = "socketio", .protocol = "socketio-5-json", .path = "/socket.io/", .query = "EIO=4&transport=websocket",
     .headers = "", .open = sio_open, .join = sio_join, .leave = sio_leave, .publish = sio_publish, .echo = sio_echo,
     .heartbeat = sio_heartbeat, .read = sio_read},
    {.name = "stomp", .protocol = "stomp-1.2-json", .path = "/stomp", .query = "",
     .headers = "Sec-WebSocket-Protocol: v12.stomp\r\n", .open = stomp_open, .join = stomp_join, .leave = stomp_leave,
     .publish = stomp_publish, .echo = stomp_echo, .heartbeat = stomp_heartbeat, .read = stomp_read},
    {.name = "vertx", .protocol = "vertx-bridge-json", .path = "/eventbus/websocket", .query = "", .headers = "",
     .open = at_once, .join = vertx_join, .leave = vertx_leave, .publish = vertx_publish, .echo = vertx_echo,
     .heartbeat = vertx_heartbeat, .read = vertx_read},
};

const dialect *dialect_named(const char *name) {
    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++)
        if (!strcmp(dialects[i].name, name)) return &dialects[i];
    return NULL;
}
