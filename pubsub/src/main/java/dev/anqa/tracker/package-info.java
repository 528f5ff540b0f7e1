/**
 * Who is where in the whole cluster: the counterpart of {@code Phoenix.Tracker}.
 *
 * <p>An application meets {@link dev.anqa.tracker.Tracker}, its {@link
 * dev.anqa.tracker.TrackerOptions}, and the {@link dev.anqa.tracker.TrackerEntry entries} and
 * {@link dev.anqa.tracker.TrackerDiff diffs} that come out of it. The rest is how nodes agree
 * without a leader, a server or a lock.
 *
 * <h2>The idea</h2>
 *
 * <p>Each node writes down only its own entries, and numbers its changes 1, 2, 3 … That number is
 * the node's <em>clock</em>, and the number under which an entry was added is its <em>dot</em>. A
 * node that restarts begins again at 0 under the same name but as another <em>replica</em>: name
 * and time of start together.
 *
 * <p>Of every other replica a node keeps a copy and the clock up to which it is a copy. Since only
 * one replica ever writes it, two copies never contradict each other: the one with the greater
 * clock knows all that the other does. To merge is to take that one. It does not matter who told
 * it, how often, or in which order; that is why nothing needs to arrive in order, or once, or at
 * all the first time.
 *
 * <h2>What is sent</h2>
 *
 * <pre>
 *    node a, clock 7                                      node b, has seen a up to 4
 *       │                                                     │
 *       │  heartbeat: changes 5 to 6              (lost)  ─ ─ X
 *       │  heartbeat: change 7, "I have seen a:7 b:3"  ─────► │  starts at 6, seen is 4: a gap;
 *       │                                                     │  nothing is merged, but a:7 noted
 *       │ ◄──────────────  transfer request: "I have a:4" ────│  two periods later
 *       │  transfer ack: changes 5 to 7  ───────────────────► │  merged, one diff
 * </pre>
 *
 * <p>A {@code Delta} says what happened between two clocks: the entries with a dot in between that
 * are still there, and the dots from before that are gone. Whoever has seen everything up to its
 * start can use it. A whole state is nothing else: the delta from 0. Each node remembers, for every
 * replica, the dots that left lately ({@code History}), so a node that is a little behind is told
 * what it missed; one that is further behind gets everything.
 *
 * <p>A request goes to as few nodes as together know what is lacking ({@code TransferPlan}), which
 * after a start is one.
 *
 * <h2>Who is there</h2>
 *
 * <p>Any message is a sign of life. After the down period without one, a replica is <em>down</em>:
 * its entries are hidden (everybody sees them leave) and kept, for it may only have been cut off.
 * When it is heard again they are shown at once, and what it did meanwhile is asked for. After the
 * permdown period, when it says goodbye, or when its node comes back as another replica, it is
 * forgotten; so memory follows the nodes that are there, however many there have been.
 *
 * <h2>What is promised</h2>
 *
 * <ul>
 *   <li>A change is seen on its own node before the call returns, and on the others after a period
 *       and the way there.
 *   <li>What a node sees of another is always something that was true there at one moment; its
 *       changes are seen in their order, none twice and none left out, though many may come as one.
 *   <li>In a split each side goes on with what it has. After it, lists are equal again within two
 *       periods and the ways there, if the adapter tells that the split is over; else within two
 *       silences (broadcast period times silent periods), usually within a few periods.
 *   <li>The entries of a node that crashed are gone within the down period and one broadcast
 *       period.
 * </ul>
 *
 * <p>Not promised: that two nodes list the same at the same moment.
 *
 * <h2>Who does what</h2>
 *
 * <pre>
 *   Tracker ──► TrackerShard ──► Replicator ──► TrackerState ──► ReplicaState ──► History
 *                  │  │ thread       │ pure          merging         one copy
 *                  │  └► TopicIndex  ├► Membership      who is there
 *                  │     what is     └► TransferPlan    whom to ask
 *                  │     listed
 *                  └► PubSub, through TrackerCodec
 * </pre>
 *
 * <p>Everything from {@code Replicator} to the right knows no thread, no clock and no network,
 * which is how the tests run thousands of clusters in trouble on one thread and hold each step
 * against the truth.
 */
@NullMarked
package dev.anqa.tracker;

import org.jspecify.annotations.NullMarked;
