/* rawlimit - the physical limit for a one-process Phoenix-channels server.
 *
 * A minimal single-threaded C epoll server: WebSocket handshake, phx_join /
 * phx_leave / heartbeat answered with a canned phx_reply, "echo" answered with
 * the payload, and "broadcast" written as ONE pre-encoded frame with ONE
 * write() per subscriber (or, with --coalesce, one write() per subscriber and
 * event-loop turn).  No JSON parser, no supervision, no checks.  It exists to
 * be compared against, not to be used.
 *
 * usage: rawlimit --port P [--coalesce] [--raw echo|relay] [--drop-every K] [--dup-every K] [--max-seconds S]
 * --raw: no Phoenix at all; every text frame is echoed, or relayed to everybody.
 * --drop-every / --dup-every lose / repeat every K-th delivery on purpose, to
 * prove that the load generator notices.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct topic topic;
typedef struct sub { topic *t; uint32_t pos; } sub; /* pos: index in t->c */

typedef struct conn {
    int fd;
    uint8_t open, want_out, wclose, dead;
    uint32_t nsub, capsub;
    sub *subs, one; /* one: storage for the common single subscription */
    uint8_t *in, *out;
    uint32_t inlen, incap, outlen, outoff, outcap;
} conn;

struct topic {
    char *name;
    uint32_t nlen, n, cap, plen, pcap;
    struct { conn *c; uint32_t sub; } *c;
    uint8_t *pend; /* --coalesce */
    topic *next, *dirty;
    bool isdirty;
};

#define NB 65536
static topic *tab[NB], *dirty_list;
static int ep;
static bool coalesce;
static int raw_mode; /* 1 = echo every text frame, 2 = relay it to every connection */
static topic raw_topic;
static uint64_t drop_every, dup_every, nth;
#define RB (1u << 20)
static uint8_t rb[RB], fb[RB + 256];
static conn **graves; /* closed during this turn */
static uint32_t ngraves, capgraves;

static void *xr(void *p, size_t n) {
    p = realloc(p, n);
    if (!p) abort();
    return p;
}

/* ---- SHA-1 + base64 for Sec-WebSocket-Accept ---- */
static uint32_t rol(uint32_t v, int n) { return (v << n) | (v >> (32 - n)); }
static void sha1(const uint8_t *d, size_t n, uint8_t out[20]) { /* n <= 119 */
    uint8_t b[128] = {0};
    uint32_t h[5] = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    memcpy(b, d, n);
    b[n] = 0x80;
    size_t blocks = (n + 8) / 64 + 1;
    uint64_t bits = (uint64_t)n * 8;
    for (int i = 0; i < 8; i++) b[blocks * 64 - 1 - (size_t)i] = (uint8_t)(bits >> (8 * i));
    for (size_t k = 0; k < blocks; k++) {
        uint32_t w[80], a = h[0], bb = h[1], c = h[2], dd = h[3], e = h[4];
        for (int i = 0; i < 16; i++) {
            const uint8_t *q = b + k * 64 + i * 4;
            w[i] = (uint32_t)q[0] << 24 | (uint32_t)q[1] << 16 | (uint32_t)q[2] << 8 | q[3];
        }
        for (int i = 16; i < 80; i++) w[i] = rol(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        for (int i = 0; i < 80; i++) {
            uint32_t f, kk;
            if (i < 20) f = (bb & c) | (~bb & dd), kk = 0x5A827999;
            else if (i < 40) f = bb ^ c ^ dd, kk = 0x6ED9EBA1;
            else if (i < 60) f = (bb & c) | (bb & dd) | (c & dd), kk = 0x8F1BBCDC;
            else f = bb ^ c ^ dd, kk = 0xCA62C1D6;
            uint32_t t = rol(a, 5) + f + e + kk + w[i];
            e = dd, dd = c, c = rol(bb, 30), bb = a, a = t;
        }
        h[0] += a, h[1] += bb, h[2] += c, h[3] += dd, h[4] += e;
    }
    for (int i = 0; i < 20; i++) out[i] = (uint8_t)(h[i / 4] >> (24 - 8 * (i % 4)));
}
static void b64_20(const uint8_t s[20], char *o) {
    static const char A[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int i = 0; i < 18; i += 3) {
        uint32_t v = (uint32_t)s[i] << 16 | (uint32_t)s[i + 1] << 8 | s[i + 2];
        *o++ = A[v >> 18], *o++ = A[v >> 12 & 63], *o++ = A[v >> 6 & 63], *o++ = A[v & 63];
    }
    uint32_t v = (uint32_t)s[18] << 16 | (uint32_t)s[19] << 8;
    *o++ = A[v >> 18], *o++ = A[v >> 12 & 63], *o++ = A[v >> 6 & 63], *o++ = '=', *o = 0;
}

/* ---- connections and topics ---- */
static void mod(conn *c, int op, uint32_t e) {
    struct epoll_event ev = {.events = e, .data.ptr = c};
    epoll_ctl(ep, op, c->fd, &ev);
}

static void leave_at(conn *c, uint32_t i) {
    sub s = c->subs[i];
    topic *t = s.t;
    uint32_t last = --t->n;
    if (s.pos != last) {
        t->c[s.pos] = t->c[last];
        t->c[s.pos].c->subs[t->c[s.pos].sub].pos = s.pos;
    }
    uint32_t l = --c->nsub;
    if (i != l) {
        c->subs[i] = c->subs[l];
        c->subs[i].t->c[c->subs[i].pos].sub = i;
    }
}

static void kill_conn(conn *c) {
    if (c->dead) return;
    c->dead = 1;
    close(c->fd);
    while (c->nsub) leave_at(c, c->nsub - 1);
    if (ngraves == capgraves) graves = xr(graves, (capgraves = capgraves * 2 + 64) * sizeof *graves);
    graves[ngraves++] = c;
}

static void flush(conn *c) {
    while (c->outoff < c->outlen) {
        ssize_t r = send(c->fd, c->out + c->outoff, c->outlen - c->outoff, MSG_NOSIGNAL);
        if (r < 0) {
            if (errno == EAGAIN) {
                if (!c->want_out) c->want_out = 1, mod(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
                return;
            }
            kill_conn(c);
            return;
        }
        c->outoff += (uint32_t)r;
    }
    c->outlen = c->outoff = 0;
    if (c->outcap > 65536) {
        free(c->out);
        c->out = NULL;
        c->outcap = 0;
    }
    if (c->want_out) c->want_out = 0, mod(c, EPOLL_CTL_MOD, EPOLLIN);
    if (c->wclose) kill_conn(c);
}

static void queue(conn *c, const void *d, size_t n) {
    if (c->outlen + n > c->outcap) {
        uint32_t k = c->outcap ? c->outcap : 512;
        while (k < c->outlen + n) k *= 2;
        c->out = xr(c->out, c->outcap = k);
    }
    memcpy(c->out + c->outlen, d, n);
    c->outlen += (uint32_t)n;
}

/* one write(); whatever does not fit is queued */
static void put(conn *c, const void *d, size_t n) {
    if (c->dead) return;
    if (!c->outlen) {
        ssize_t r = send(c->fd, d, n, MSG_NOSIGNAL);
        if (r == (ssize_t)n) return;
        if (r < 0) {
            if (errno != EAGAIN) {
                kill_conn(c);
                return;
            }
            r = 0;
        }
        d = (const uint8_t *)d + r;
        n -= (size_t)r;
    }
    queue(c, d, n);
    if (!c->want_out) c->want_out = 1, mod(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
}

static topic *find(const char *s, size_t n) {
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < n; i++) h = (h ^ (uint8_t)s[i]) * 16777619u;
    topic **q = &tab[h % NB], *t;
    for (t = *q; t; t = t->next)
        if (t->nlen == n && !memcmp(t->name, s, n)) return t;
    t = calloc(1, sizeof *t);
    if (!t) abort();
    t->name = memcpy(xr(NULL, n + 1), s, n);
    t->nlen = (uint32_t)n;
    t->next = *q;
    return *q = t;
}

static void join(conn *c, topic *t) {
    if (!c->subs) c->subs = &c->one, c->capsub = 1;
    if (c->nsub == c->capsub) {
        sub *o = c->subs == &c->one ? NULL : c->subs;
        sub *n = xr(o, (size_t)c->capsub * 2 * sizeof *n);
        if (!o) n[0] = c->one;
        c->subs = n;
        c->capsub *= 2;
    }
    if (t->n == t->cap) t->c = xr(t->c, (t->cap = t->cap ? t->cap * 2 : 1) * sizeof *t->c);
    t->c[t->n].c = c;
    t->c[t->n].sub = c->nsub;
    c->subs[c->nsub].t = t;
    c->subs[c->nsub++].pos = t->n++;
}

static size_t head(uint8_t *p, size_t n) {
    p[0] = 0x81;
    if (n < 126) return p[1] = (uint8_t)n, 2;
    if (n < 65536) return p[1] = 126, p[2] = (uint8_t)(n >> 8), p[3] = (uint8_t)n, 4;
    p[1] = 127;
    for (int i = 0; i < 8; i++) p[2 + i] = (uint8_t)((uint64_t)n >> (56 - 8 * i));
    return 10;
}

/* frame in fb: header is placed right before the body, which starts at fb+16 */
#define BODY (fb + 16)
static uint8_t *framed(size_t body, size_t *total) {
    uint8_t h[10];
    size_t k = head(h, body);
    memcpy(BODY - k, h, k);
    *total = k + body;
    return BODY - k;
}

typedef struct { const char *p; size_t n; } str;
static const char *elem(const char *p, const char *e, str *s) { /* s includes the quotes */
    while (p < e && (*p == ' ' || *p == ',' || *p == '[')) p++;
    if (p >= e) return NULL;
    const char *q = *p == '"' ? memchr(p + 1, '"', (size_t)(e - p - 1)) : memchr(p, ',', (size_t)(e - p));
    if (!q) return NULL;
    if (*p == '"') q++;
    *s = (str){p, (size_t)(q - p)};
    return q;
}
static uint8_t *cp(uint8_t *d, const void *s, size_t n) { return (uint8_t *)memcpy(d, s, n) + n; }
#define LIT(d, s) cp(d, s, sizeof s - 1)

static void reply(conn *c, str jr, str ref, str tp, const char *resp, size_t rn, bool q) {
    uint8_t *d = BODY;
    *d++ = '[';
    d = cp(d, jr.p, jr.n), *d++ = ',';
    d = cp(d, ref.p, ref.n), *d++ = ',';
    d = cp(d, tp.p, tp.n);
    d = LIT(d, ",\"phx_reply\",{\"response\":");
    d = cp(d, resp, rn);
    d = LIT(d, ",\"status\":\"ok\"}]");
    size_t n;
    uint8_t *f = framed((size_t)(d - BODY), &n);
    if (q) queue(c, f, n); /* flushed once per read */
    else put(c, f, n);
}

static void fan(topic *t, const uint8_t *f, size_t n) {
    for (uint32_t i = 0; i < t->n;) {
        conn *s = t->c[i].c;
        if (drop_every || dup_every) {
            nth++;
            if (drop_every && nth % drop_every == 0) { i++; continue; }
            if (dup_every && nth % dup_every == 0) put(s, f, n);
        }
        put(s, f, n);
        if (i < t->n && t->c[i].c == s) i++; /* else s died and was swapped out */
    }
}

static void message(conn *c, const char *p, size_t n) {
    const char *e = p + n;
    if (raw_mode && n < RB - 4096) {
        size_t k;
        memcpy(BODY, p, n);
        uint8_t *f = framed(n, &k);
        if (raw_mode == 1) queue(c, f, k);
        else fan(&raw_topic, f, k);
        return;
    }
    str jr, ref, tp, ev;
    if (!(p = elem(p, e, &jr)) || !(p = elem(p, e, &ref)) || !(p = elem(p, e, &tp)) ||
        !(p = elem(p, e, &ev)) || n > RB - 4096 || tp.n < 2) {
        kill_conn(c);
        return;
    }
    while (p < e && (*p == ' ' || *p == ',')) p++;
    while (e > p && e[-1] != ']') e--;
    const char *pl = p;
    size_t pn = e > p ? (size_t)(e - p - 1) : 0;
#define EV(s) (ev.n == sizeof s + 1 && !memcmp(ev.p + 1, s, sizeof s - 1))
    if (EV("broadcast")) {
        topic *t = find(tp.p + 1, tp.n - 2);
        uint8_t *d = BODY;
        d = LIT(d, "[null,null,");
        d = cp(d, tp.p, tp.n);
        d = LIT(d, ",\"broadcast\",");
        d = cp(d, pl, pn);
        *d++ = ']';
        size_t k;
        uint8_t *f = framed((size_t)(d - BODY), &k);
        if (!coalesce) {
            fan(t, f, k);
            return;
        }
        if (t->plen + k > t->pcap) t->pend = xr(t->pend, t->pcap = (uint32_t)(t->plen + k) * 2);
        memcpy(t->pend + t->plen, f, k);
        t->plen += (uint32_t)k;
        if (!t->isdirty) t->isdirty = true, t->dirty = dirty_list, dirty_list = t;
    } else if (EV("echo")) {
        reply(c, jr, ref, tp, pl, pn, true);
    } else if (EV("phx_leave")) {
        topic *t = find(tp.p + 1, tp.n - 2);
        for (uint32_t i = 0; i < c->nsub; i++)
            if (c->subs[i].t == t) {
                leave_at(c, i);
                break;
            }
        reply(c, jr, ref, tp, "{}", 2, true);
    } else if (EV("heartbeat")) {
        reply(c, jr, ref, tp, "{}", 2, true);
    } else { /* phx_join, or any first frame */
        join(c, find(tp.p + 1, tp.n - 2));
        reply(c, jr, ref, tp, "{}", 2, true);
    }
}

static void readable(conn *c) {
    size_t have = c->inlen;
    if (have) memcpy(rb, c->in, have), c->inlen = 0;
    ssize_t r = recv(c->fd, rb + have, RB - have, 0);
    if (r <= 0) {
        if (r < 0 && errno == EAGAIN) {
            c->inlen = (uint32_t)have;
            return;
        }
        kill_conn(c);
        return;
    }
    size_t n = have + (size_t)r, off = 0;
    if (!c->open) {
        uint8_t *e = memmem(rb, n, "\r\n\r\n", 4);
        if (!e) goto keep;
        off = (size_t)(e - rb) + 4;
        e[2] = 0;
        char *k = strcasestr((char *)rb, "\r\nSec-WebSocket-Key:");
        if (!k) {
            kill_conn(c);
            return;
        }
        k += 20;
        while (*k == ' ') k++;
        char tmp[128], acc[40], resp[256];
        size_t kl = strcspn(k, "\r\n ");
        if (kl > 64) kl = 64;
        memcpy(tmp, k, kl);
        memcpy(tmp + kl, "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", 36);
        uint8_t dg[20];
        sha1((uint8_t *)tmp, kl + 36, dg);
        b64_20(dg, acc);
        int m = snprintf(resp, sizeof resp,
                         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                         "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", acc);
        c->open = 1;
        put(c, resp, (size_t)m);
        if (raw_mode == 2) join(c, &raw_topic);
    }
    while (n - off >= 6 && !c->dead) {
        uint8_t *p = rb + off;
        size_t h = 6, len = p[1] & 0x7f;
        if (len == 126) len = (size_t)p[2] << 8 | p[3], h = 8;
        else if (len == 127) {
            if (n - off < 14) break;
            len = 0, h = 14;
            for (int i = 0; i < 8; i++) len = len << 8 | p[2 + i];
        }
        if (len > RB - 4096) {
            kill_conn(c);
            return;
        }
        if (n - off < h + len) break;
        uint8_t *d = p + h;
        uint32_t k;
        memcpy(&k, p + h - 4, 4);
        uint64_t kk = (uint64_t)k << 32 | k, v;
        size_t i = 0;
        for (; i + 8 <= len; i += 8) memcpy(&v, d + i, 8), v ^= kk, memcpy(d + i, &v, 8);
        for (; i < len; i++) d[i] ^= ((uint8_t *)&k)[i & 3];
        switch (p[0] & 15) {
        case 1:
        case 2: message(c, (char *)d, len); break;
        case 8: {
            uint8_t f[4] = {0x88, 2, 0x03, 0xe8};
            queue(c, f, 4);
            c->wclose = 1;
            break;
        }
        case 9: {
            uint8_t f[128] = {0x8a, (uint8_t)(len & 127)};
            memcpy(f + 2, d, len > 125 ? 125 : len);
            queue(c, f, 2 + (len > 125 ? 125 : len));
            break;
        }
        default: break;
        }
        off += h + len;
    }
    if (c->dead) return;
    if (c->outlen && !c->want_out) flush(c);
    if (c->dead) return;
keep:
    if (off < n) {
        size_t l = n - off;
        if (l > c->incap) c->in = xr(c->in, c->incap = (uint32_t)l);
        memcpy(c->in, rb + off, l);
        c->inlen = (uint32_t)l;
    } else if (c->in) {
        free(c->in);
        c->in = NULL;
        c->incap = 0;
    }
}

int main(int argc, char **argv) {
    int port = 4100, one = 1;
    unsigned max_s = 0;
    for (int i = 1; i < argc; i++) {
        if (!strcmp(argv[i], "--coalesce")) coalesce = true;
        else if (i + 1 < argc && !strcmp(argv[i], "--port")) port = atoi(argv[++i]);
        else if (i + 1 < argc && !strcmp(argv[i], "--drop-every")) drop_every = strtoull(argv[++i], NULL, 10);
        else if (i + 1 < argc && !strcmp(argv[i], "--dup-every")) dup_every = strtoull(argv[++i], NULL, 10);
        else if (i + 1 < argc && !strcmp(argv[i], "--raw")) raw_mode = strcmp(argv[++i], "relay") ? 1 : 2;
        else if (i + 1 < argc && !strcmp(argv[i], "--max-seconds")) max_s = (unsigned)atoi(argv[++i]);
        else {
            fprintf(stderr, "usage: rawlimit --port P [--coalesce] [--raw echo|relay] [--drop-every K] [--dup-every K] [--max-seconds S]\n");
            return 2;
        }
    }
    if (max_s) alarm(max_s);
    struct rlimit rl = {200000, 200000};
    if (setrlimit(RLIMIT_NOFILE, &rl) < 0) {
        getrlimit(RLIMIT_NOFILE, &rl);
        rl.rlim_cur = rl.rlim_max;
        setrlimit(RLIMIT_NOFILE, &rl);
    }
    signal(SIGPIPE, SIG_IGN);
    int l = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    setsockopt(l, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(l, (struct sockaddr *)&a, sizeof a) < 0 || listen(l, 4096) < 0) {
        perror("rawlimit: bind/listen");
        return 1;
    }
    ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = NULL}, evs[512];
    epoll_ctl(ep, EPOLL_CTL_ADD, l, &ev);
    socklen_t alen = sizeof a;
    getsockname(l, (struct sockaddr *)&a, &alen); /* port 0 took a free one */
    printf("READY %d\n", ntohs(a.sin_port));
    fflush(stdout);
    for (;;) {
        int n = epoll_wait(ep, evs, 512, -1);
        for (int i = 0; i < n; i++) {
            conn *c = evs[i].data.ptr;
            if (!c) {
                for (int k = 0; k < 256; k++) {
                    int fd = accept4(l, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
                    if (fd < 0) break;
                    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                    c = calloc(1, sizeof *c);
                    if (!c) abort();
                    c->fd = fd;
                    mod(c, EPOLL_CTL_ADD, EPOLLIN);
                }
                continue;
            }
            if (c->dead) continue;
            if (evs[i].events & EPOLLOUT) flush(c);
            if (!c->dead && (evs[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP))) readable(c);
        }
        while (dirty_list) {
            topic *t = dirty_list;
            dirty_list = t->dirty;
            t->isdirty = false;
            fan(t, t->pend, t->plen);
            t->plen = 0;
        }
        while (ngraves) { /* safe now: no event of this turn refers to them */
            conn *c = graves[--ngraves];
            free(c->in), free(c->out);
            if (c->subs != &c->one) free(c->subs);
            free(c);
        }
    }
}
