# What the screens and the server say to people, in English. The server formats the messages `refusal-…` too.

## Where one is, and whether it is live

language-label = Language
status-start = Connecting …
status-live = Live
status-stale = Not updated since { $time }
status-closed = Meeting closed
countdown-label = Time left
countdown-paused = paused
countdown-held = held at { $time }
problem-close = Close
problem-unknown = That did not work ({ $code }). Try again or ask a helper.
seat-none-title = This device has not joined yet
seat-none = First join with the code on your card.
seat-ended-title = This screen has been signed out
seat-ended-4501 = This device is no longer signed in. Join again with the code.
seat-ended-4502 = This device was signed in too long ago. Join again with the code.
seat-ended-4503 = Another device has taken this seat, or this device was signed out. Join again if you want to continue.
seat-ended-displaced = Too many devices have joined with this card or code, so this device had to make room. If it is your card and you want to continue on this device, join again with the code.
seat-ended-waiting = { $count ->
    [one] One message from this device has not been saved yet. It will be sent once you join again.
   *[other] { $count } messages from this device have not been saved yet. They will be sent once you join again.
}
seat-ended-kept = What you typed is still on this device.
seat-version-title = There is a new version
seat-version = Reload this screen to continue.
seat-join = Join with a code
seat-reload = Reload
summit-closed = The meeting is closed. Thank you for taking part.

## A device that keeps nothing

keeps-nothing-title = This device keeps nothing.
keeps-nothing = You can take part as usual: what you hand in is sent as soon as there is a connection. Leave this screen open and do not reload it.
keeps-nothing-swap = Ask a helper for another tablet.
keeps-in-tab-title = You are taking part in this tab.
keeps-in-tab = Do not close it: you would have to join again.
keeps-waiting = { $count ->
    [one] One message has not been sent yet. It is lost if you close this screen now.
   *[other] { $count } messages have not been sent yet. They are lost if you close this screen now.
  }
keeps-write-down = { $count ->
    [one] This text has not been sent yet, and this device keeps nothing. Copy it down before you go on:
   *[other] These texts have not been sent yet, and this device keeps nothing. Copy them down before you go on:
  }

## Joining

join-title = Join
join-code = Your code
join-hint = The code is on your card, for example ABCD-EFGH. You need not type dashes or capitals.
join-go = Join
join-busy = One moment …
join-known = This device has joined before
join-known-other = Or join with a code
join-as-table = Continue as table { $id }
join-as-phone = Continue as participant { $id }
join-as-guest = Continue as guest { $number }
join-as-control = Continue to control
join-as-desk = Continue to the theme team
join-as-wall = Continue as wall { $id }
held-title = This device already takes part
held-phone = Go on where you were. Is someone else joining on this device now? They get a number of their own.
held-phone-other = Someone else is joining
held-seat = Go on where you were. Does this device belong somewhere else now? Then use the new code.
held-seat-other = Use the new code
in-tab-title = This device cannot keep your place
in-tab-text = Perhaps this is a private window, cookies are off, or the storage is full. You can take part for as long as this tab is open. Your code has not been used yet.
in-tab-fix = To take part as usual, open this page in a normal window, or allow cookies.
in-tab-yes = Take part in this tab
in-tab-no = Back
take-over-title = This table is already in use on another device
take-over-text = If you take over the table, the other device stops. What it handed in stays saved.
take-over-yes = Yes, take over the table
take-over-no = No, go back

## The day

day-connecting = One moment, we are connecting …
day-not-begun = We will begin soon
day-part = Part { $number } of { $of }
day-paused = The clock has stopped for a moment.
day-waiting = This part will begin soon.
phase-talk = talking
phase-hand_in = handing in
phase-grace = last entries
phase-closed = closed
state-waiting = begins soon
state-running = running
state-paused = paused
state-done = done
kind-plenary = plenary
kind-round = round
kind-seating = changing tables
kind-theming = making themes
kind-choice = choice
kind-draft = writing proposals
kind-gallery = viewing proposals
kind-ballot = vote
kind-pause = break
kind-closing = closing
notice-label = Notices
notice-damaged = This text was damaged on the server and can no longer be read.
notice-since = At { $time }

## Handing in

hand-in-left = { $count ->
    [one] 1 character left
   *[other] { $count } characters left
  }
hand-in-over = { $count ->
    [one] 1 character too many
   *[other] { $count } characters too many
  }
hand-in-empty = Write something first.
hand-in-too-long = { $over ->
    [one] The text is 1 character too long. Make it shorter.
   *[other] The text is { $over } characters too long. Make it shorter.
  }
own-now = { $count ->
    [one] Handed in this round: 1
   *[other] Handed in this round: { $count }
  }
own-before = Handed in earlier
own-saved = Saved
own-waiting = Waiting for the connection
own-waiting-unkept = Waiting for a connection, not kept: leave this screen open
own-refused = Not accepted
own-withdrawn = Withdrawn
own-hidden = Not shown by the theme team
own-unshown = Idea of { $time }
own-damaged = What stood here was damaged on the server and can no longer be read.
own-damaged-open = What stood here was damaged on the server and can no longer be read. Choose Change and write it again.
own-late = Handed in late, still counts
own-unseen-too_long = This is too long for the words on the screen in the hall. Your text is saved. If you want something to show there as well, send a shorter word.
own-unseen-no_words = No word of this goes on the screen in the hall: it leaves out the short and very common words of a sentence. Your text is saved. If you want something to show there as well, send one, two or three words.
own-edit = Change
own-edit-this = Change: { $text }
own-edit-label = Change the text
own-save = Save
own-cancel = Cancel
own-withdraw = Withdraw
own-withdraw-this = Withdraw: { $text }
own-withdraw-sure = Withdraw this idea?
own-withdraw-yes = Yes, withdraw
own-withdraw-no = No
own-your-text = Your text:
own-change-and-send = Change and send again
own-discard = Throw away
unsent-title = Not handed in yet
unsent-why = You wrote this in a round that is over. You can still hand it in. It counts; the theme team will see that it came later.
unsent-send = Hand in now
unsent-discard = Throw away

## The table

table-name = Table { $table }
table-idea-label = Your table's idea
table-idea-hint = { $count ->
    [0] Hand in one to three ideas, one at a time. Full sentences are clearest.
    [one] You handed in 1 idea. You may add another.
   *[other] You handed in { $count } ideas. Finished? Then press ‘We are ready’.
  }
table-idea-grace = Handing in stops soon. What you hand in now still counts.
table-idea-send = Hand in
table-idea-locked = You can start writing. You can hand in as soon as the facilitator opens it.
table-closed = The round is over. Below is what your table handed in.
table-listen = There is nothing to hand in now. Follow what happens in the hall.
table-wait = As soon as the meeting begins, you will see the question here.
table-ready = We are ready
table-is-ready = We are ready
table-ready-hint = Press this when your table has handed in everything.
table-ready-undo = The facilitator sees that you are ready. Not ready after all? Press again.
table-waits = Waiting for the connection
help-button = Ask for help
help-what = What can we help with? (optional)
help-send = Ask for help
help-cancel = Never mind
help-asked = You asked for help. Someone is coming to your table.
help-solved = It has been solved
help-under-way = Your call for help is waiting for the connection.
help-what-said = You wrote: { $what }

## The phone

phone-name = Participant { $badge }
guest-name = Guest { $number }
staff-name = { $role } { $number }
staff-main-wall = Main wall
staff-computer = the computer
phone-word-label = Your word or phrase
phone-word-hint = What matters most to you? A short sentence says more than one word. The screen in the hall shows short answers, and words from longer sentences. Sometimes the theme team reads them first.
phone-name-label = Your first name
phone-name-hint = A test: send your first name. It appears on the screen in the hall.
phone-send = Send
phone-send-more = Send another
phone-thanks = Thank you, it has been sent.
phone-locked = You can start writing. You can send as soon as the facilitator opens it.
phone-closed = The round is over. Thank you.
phone-listen = There is nothing to do now. Follow what happens in the hall.

## What to do in parts of the day that are not done on a screen

do-done = This part is done. The facilitator will say what comes next.
do-day-done = The programme is finished. Thank you for taking part.
do-pause-until = This is a break. We continue at { $time }.
do-table-pause = This is a break. The facilitator will say when we continue.
do-table-plenary = The facilitator will say in the hall what happens. There is nothing to hand in on this tablet now.
do-table-round = Talk about this at your table. There is nothing to hand in on this tablet in this round.
do-table-seating = A helper will tell you your table number, or it is on a list in the hall. Leave this tablet here: it belongs to table { $table }.
do-table-theming = The theme team is making themes from all ideas. The facilitator will talk about them in the hall. There is nothing to hand in on this tablet now.
do-table-choice = You choose in the hall: on paper or by raising your hand. The facilitator will say how. You do not choose on this tablet.
do-table-draft = Write this together at your table, on paper. A helper will collect the paper. You do not write on this tablet now.
do-table-gallery = You will find the proposals in the hall, on paper. Write your comments there, on paper too. They are not on this tablet.
do-table-ballot = You vote in the hall: on paper or by raising your hand. The facilitator will say how. You do not vote on this tablet.
do-table-closing = We close the day together. If there is something you still want to say, say it in the hall or tell a helper. Leave this tablet on the table.
do-phone-pause = This is a break. The facilitator will say when we continue.
do-phone-plenary = The facilitator will say in the hall what happens. You do not need your phone now.
do-phone-round = Talk about this at your table. You do not need your phone in this round.
do-phone-seating = A helper will tell you your table number, or it is on a list in the hall.
do-phone-theming = The theme team is making themes from all ideas. The facilitator will talk about them in the hall. You do not need your phone now.
do-phone-choice = You choose in the hall: on paper or by raising your hand. The facilitator will say how. You do not choose on your phone.
do-phone-draft = Write this together at your table, on paper. You do not need your phone now.
do-phone-gallery = You will find the proposals in the hall, on paper. Write your comments there, on paper too. They are not on your phone.
do-phone-ballot = You vote in the hall: on paper or by raising your hand. The facilitator will say how. You do not vote on your phone.
do-phone-closing = We close the day together. If there is something you still want to say, say it in the hall or tell a helper.
do-wall-seating = A helper will tell you your table number, or it is on a list in the hall.
do-wall-choice = You choose on paper or by raising your hand. The facilitator will say how.
do-wall-draft = Write this together at your table, on paper.
do-wall-gallery = You will find the proposals in the hall, on paper.
do-wall-ballot = You vote on paper or by raising your hand. The facilitator will say how.
do-wall-closing = We are closing together. Anything you still want to say, say it in the hall.
do-control-seating = The screens name no table numbers. Put up a list, or have helpers show the tables.
do-control-choice = Choosing is not done on the screens. Say in the hall how: on paper or by raising hands.
do-control-draft = Writing is not done on the screens. Put paper on the tables and have it collected.
do-control-gallery = The screens show no proposals. Put them up in the hall, with paper for comments.
do-control-ballot = Voting is not done on the screens. Say in the hall how: on paper or by raising hands.

## Control

control-name = Control
keys-label = Shortcut keys
keys-hint = Space or Page Down next, Page Up look first, B black, F freeze, M notice, Z undo
sheet-title = Run sheet
sheet-planned = Planned
sheet-actual = Started
sheet-item = Part
sheet-length = Length
minutes-short = { $count } min
now-title = Now
progress-tables = { $in ->
    [one] 1 of { $of } tables has handed in
   *[other] { $in } of { $of } tables have handed in
  }
progress-ideas = { $ideas ->
    [one] 1 idea
   *[other] { $ideas } ideas
  }, { $words ->
    [one] 1 word
   *[other] { $words } words
  }
next-start = Start: { $title }
next-open_round = Open handing in now
next-begin_grace = Stop handing in
next-finish = Finish the day
next-nothing = There is no next step now
next-grace = The last ideas are coming in …
next-why-open_round = Tables and phones can then hand in. Without this step, handing in opens by itself when the talking time is up.
next-why-begin_grace = Tablets and phones see that time is up. What is still on its way counts.
next-why-finish = All screens show that the programme is finished.
step-under-way = One moment: the step is being made …
step-fresh = This has just changed: look first. You can go on in a moment.
next-why-nothing = The programme is finished.
next-why-grace = The round closes by itself. After that you can continue.
next-shows = All screens go to this part.
next-shows-round = All screens show the question. The tables talk first; you open handing in later.
next-shows-pause = All screens show the break, and when we continue.
next-skip = Skip handing in …
next-skip-sure = Handing in has not been open in this round yet. Do you want to skip it?
next-skip-yes = Skip handing in and start: { $title }
next-skip-finish = Skip handing in and finish the day
next-ask-no = No, stay here
next-stop-sure = Handing in has only just opened and nothing has come in yet. Stop handing in all the same?
next-stop-yes = Yes, stop handing in
round-close-now = Close the round at once
time-label = Time
time-more = +{ $count } min
time-pause = Pause
time-resume = Resume
step-back = Previous part
undo-label = Undo: { $what }
undo-nothing = There is nothing to undo.
undo-other = the last step
undo-start = start of ‘{ $title }’
undo-pause = stopping the clock
undo-resume = restarting the clock
undo-extend = extra time
undo-end = end of ‘{ $title }’
undo-finish = finishing the day
undo-open_round = opening the hand-in
undo-begin_grace = stopping the hand-in
undo-close_round = closing the round
wall-title = Wall in the hall
wall-freeze = Freeze
wall-hint = The hall sees your choice at once.
wall-is-frozen = Frozen: picture and clock stand still in the hall, and a small mark says so. Press ‘Freeze’ again to go on.
scene-title = Title
scene-question = Question
scene-progress = Progress
scene-themes = Themes
scene-forming = Provisional themes
wall-themes-hint = ‘Themes’ shows what the theme team published. ‘Provisional themes’ shows what the computer makes now: names and examples that nobody has read.
scene-black = Black
notice-title = Notice
notice-text = Text
notice-to = To whom
notice-all = Everyone
notice-some = Some tables
notice-tables = Tables, for example 7, 12 to 14
notice-goes-to = { $count ->
    [one] Table { $tables } gets this notice.
   *[other] Tables { $tables } get this notice.
}
notice-odd = I do not understand this: { $what }. Type numbers of tables, such as 7 or 12-14.
notice-missing = These tables are not here: { $tables }.
notice-sent-to = Shown to { $count ->
    [one] table { $tables }
   *[other] tables { $tables }
  }: { $text }
notice-send = Show notice
notice-clear = Clear notice
notice-shown = Showing now: { $text }
board-title = Tables
board-sum = { $online } of { $tables } tables online, { $ready } ready, { $phones } { $phones ->
    [one] phone
   *[other] phones
  } online
board-sum-rehearsal = In this rehearsal: { $simulated } tables played by the computer, { $real } with a real device
board-simulated = played by the computer
board-real = real device
board-help-list = Tables that ask for help
board-asks = asks for help
board-helped = Helped
board-helped-table = Table { $table } has been helped
board-choose = Choose the tables for the notice below.
board-offline = offline
board-offline-since = offline { $time }
board-keeps-nothing = keeps nothing
board-keeps-nothing-where = { $count ->
    [one] The tablet of table { $tables } keeps nothing. Swap it, or leave it on and do not reload it.
   *[other] The tablets of tables { $tables } keep nothing. Swap them, or leave them on and do not reload them.
  }
board-help = help
board-ready = ready
board-in = { $count } in
health-blocked = Since { $time } nothing can be saved. What people hand in waits on their tablet and is sent by itself as soon as it can be. Tell the technician now.
health-why-full = The disk, or the memory of Redis, is full.
health-why-failing = The disk gives errors: it does not keep what is written to it.
health-why-not_writable = The storage cannot be written to: its file, its disk or Redis is read-only.
health-why-denied = Redis lets this server in no more: look at user name and password.
health-why-damaged = The log file is damaged, and is only read now.
health-why-changed = Something else lies in the place of the log file.
health-why-away = The storage cannot be reached.
health-why-slow = The disk or Redis takes too long.
health-why-copies = Copies on other Redis servers are missing.
health-why-repairing = The storage is being repaired; that goes by itself.
health-why-refused = Redis refuses what is to be saved.
health-texts = { $count ->
    [one] The saved text of one idea or message is damaged: it can no longer be read. The theme desk shows which. Have it written again.
   *[other] The saved texts of { $count } ideas or messages are damaged: they can no longer be read. The theme desk shows which. Have them written again.
}
health-disk-low = The server's disk is filling up. Tell the technician.
health-disk-full = The server's disk is full: nothing more can be saved. Tell the technician now.
health-backup-away = The backup is not being updated. Is the USB stick in? Tell the technician.
health-not-durable = Everything is now stored in one place only: the second copy is gone. Tell the technician.
clock-was-ahead = The server's clock was { $span } ahead and is right again. All times on the screens follow the right clock.
clock-was-behind = The server's clock was { $span } behind and is right again. All times on the screens follow the right clock.
clock-server-ahead = The server's clock is { $span } ahead of this device. Check which is right: all screens follow the server.
clock-server-behind = The server's clock is { $span } behind this device. Check which is right: all screens follow the server.
span-seconds = { $count ->
    [one] 1 second
   *[other] { $count } seconds
}
span-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
span-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
health-clock = This server's clock and the storage's clock differ: rounds do not close by themselves. Close them yourself, and tell the technician.
health-tray = { $count ->
    [one] One thing that was saved lost its place after a failure. Its device sends it again by itself; leave that device on.
   *[other] { $count } things that were saved lost their places after a failure. Their devices send them again by themselves; leave them on.
}
health-held = The server was restarted, and the time of this round ran out meanwhile. At { $time } the round moves on by itself; extend or pause to give more time.

## The desk

desk-name = Theme team
ideas-title = Ideas
filter-label = Show
filter-all = All ({ $count })
filter-new = New ({ $count })
filter-other = Other ({ $count })
filter-late = Late ({ $count })
filter-hidden = Hidden ({ $count })
filter-theme = Theme
filter-any-theme = All themes
filter-text = Search
ideas-count = Showing { $shown } of { $count }
ideas-more = { $count ->
    [one] Show 1 more
   *[other] Show { $count } more
  }
ideas-new = { $count ->
    [one] Show 1 new idea
   *[other] Show { $count } new ideas
  }
ideas-select-shown = Select what is shown
idea-phone = phone
idea-damaged = damaged
idea-damaged-text = (text damaged, can no longer be read)
idea-edited = changed
idea-hidden = hidden: { $reason }
select-none = Select ideas to move them, make a new theme of them or hide them.
select-label = With the selected ideas
select-count = { $count ->
    [one] 1 idea selected
   *[other] { $count } ideas selected
  }
select-busy = Working, { $count } to go
select-clear = Clear selection
move-to = Move to
move-choose = Choose a theme
move-go = Move
split-label = New theme from these ideas
split-go = Create theme
apart-go = Do not belong together
together-go = Belong together
quick-open = choose another theme
quick-label = Where does this idea belong?
quick-asking = One moment …
quick-none = No other theme looks like it.
quick-percent = { $percent }%
quick-stay = Belongs here
quick-out = Take out of this theme
alike = Looks like
alike-join = Keep together
idea-pinned = placed by hand
hide-go = Hide
hide-reason = Reason for hiding
hide-yes = Hide
hide-no = Cancel
restore-go = Make visible again
themes-title = Themes ({ $count })
coverage-title = Who comes back in the published themes
coverage-ideas = Ideas
coverage-tables = Tables
coverage-share = { $published } of { $of } ({ $percent }%)
forecast-chosen = With the chosen themes: { $covered } of { $ideas } ideas.
forecast-published = Published: { $covered } of { $ideas } ideas.
forecast-show = Show the { $count } that are left out
forecast-tables = { $count ->
    [one] Nothing from table { $tables }.
   *[other] Nothing from tables { $tables } ({ $count }).
  }
suggestion-text = The computer can group better.
suggestion-look = Look
suggestion-what = Split { $splits } themes, merge { $merges }, move { $moves } ideas. What people did stays.
suggestion-labels = New themes: { $labels }
suggestion-accept = Accept
suggestion-dismiss = Not now
tuning-title = More or fewer themes
tuning-resolution = How many themes
tuning-fewer = Fewer
tuning-more = More
tuning-value = { $percent } percent
tuning-hint = What you placed, named or merged yourself stays.
tuning-settled = { $round }: ideas stay where they are
history-title = What was done
history-none = Nothing yet.
history-hint = A step can be undone as long as nobody has changed its result.
step-undo = Undo
step-created = Theme ‘{ $label }’ created
step-renamed = Theme is now called ‘{ $label }’
step-merged = Themes merged into ‘{ $label }’
step-split = ‘{ $label }’ split off
step-moved = { $ideas ->
    [one] 1 idea to ‘{ $label }’
   *[other] { $ideas } ideas to ‘{ $label }’
  }
step-joined = { $ideas } ideas kept together
step-parted = { $ideas } ideas kept apart
step-locked = ‘{ $label }’ locked or unlocked
step-published = Themes published
step-unpublished = Themes taken off the wall
step-quoted = Example chosen for ‘{ $label }’
step-struck = Example of ‘{ $label }’ struck
step-closed = ‘{ $label }’ removed
step-accepted = The computer's grouping accepted
colleague = { $role } { $letter }
colleagues = You are { $own }. Also here: { $others }
busy-with = { $names } is working on this
queue-go = Go to what phones sent ({ $count })
queue-title = Words from phones ({ $count })
queue-times = { $count ->
    [one] once
   *[other] { $count } times
  }
queue-unwanted = has a word from the list
queue-empty = Nothing is waiting.
queue-accept = Show on the wall
queue-hold = Do not show
queue-back = Take back
queue-keys = Faster by keyboard, once you chose one of these buttons: A to show, X not to show, Z to take back.
queue-next = Next (with ! is on the list)
queue-accept-all = { $count ->
    [one] Show ‘{ $first }’
   *[other] Show ‘{ $first }’ and the { $others } without ! that follow
  }
queue-decided = Decided: { $shown } shown, { $held } not
queue-is-held = not shown
queue-is-shown = shown
queue-more = Show more
theme-new = New theme
theme-create = Create
theme-none = No theme
theme-other = Other
theme-new-idea = New
theme-gone = Removed theme
theme-choose = Choose to publish: { $label }
theme-publish = { $count ->
    [0] Publish chosen themes
    [one] Publish 1 theme
   *[other] Publish { $count } themes
  }
theme-tools = Edit
theme-tools-of = Edit { $label }
theme-state-forming = by the computer
theme-state-named = name chosen
theme-state-published = published
theme-state-closed = removed
theme-by-person = by the theme team
theme-locked = locked
theme-unpublish = Take off the wall
example-strike = Not as an example
example-strike-of = Not as an example: { $text }
example-quote = Use as the example
theme-unnamed = Not named yet
theme-unseen = The screens do not show this theme now: nothing in it may be seen.
theme-withheld = The computer called this ‘{ $label }’; ‘{ $words }’ is not on the screens, since no visible idea says it any more.
theme-unread = The computer gave a new name, since the old one came from ideas that may not be seen any more. Please read it.
theme-hidden-words = This name has a word from a hidden idea: { $words }. The name stays until you change it.
example-none = The wall shows no example now. This could be one:
example-show = Show as the example
preview-title = This is how the wall will show it
preview-no-example = without an example
preview-changed = Changed meanwhile to ‘{ $label }’, with the example ‘{ $example }’.
preview-changed-bare = Changed meanwhile to ‘{ $label }’, without an example.
preview-take = Use that
theme-lock = Lock
theme-unlock = Unlock
theme-rename = Rename
theme-new-name = New name
theme-renamed-meanwhile = Someone else has named this ‘{ $label }’ meanwhile.
theme-close = Remove theme (ideas stay)
theme-merge-into = Merge with
theme-merge = Merge
paper-title = Enter a paper slip
paper-table = Table number
paper-text = Text on the slip
paper-send = Enter
paper-waiting = { $count } waiting for the connection

## The wall

wall-name = Burgertop
wall-fullscreen = Full screen
wall-resumes = We continue at { $time }
wall-tables-in = { $in } of { $of } tables
wall-progress = Tables that have handed in
wall-themes = What people talk about
wall-others = { $count ->
    [one] and 1 more theme
   *[other] and { $count } more themes
  }
wall-ideas = { $count ->
    [one] idea
   *[other] ideas
  }
wall-no-themes = The theme team is reading all the ideas and choosing the themes. You will see them here soon.
wall-forming = Themes taking shape
wall-forming-unread = Provisional: sorted by the computer. Nobody has checked this yet.
wall-forming-none = The first themes appear once some thirty ideas have come in.

## The walls, and how they are steered

wall-live = The hall sees: { $scene }
wall-live-held = The hall sees: { $scene }, held at { $time }
wall-held = Picture held at { $time }
wall-preview = Preview: { $scene }
wall-ahead = After the next step: { $scene }. The hall does not see this yet.
wall-ahead-close = Close the preview
wall-look-first = Look first
wall-show-now = Show in the hall
wall-look-cancel = Do not show
wall-look-hint = The hall sees your choice only when you press ‘Show in the hall’.
wall-which = Which wall
wall-words-waiting = { $count ->
    [one] 1 word waits until the theme team has read it.
   *[other] { $count } words wait until the theme team has read them.
  }
wall-words = Your words
wall-words-times = times
wall-words-page = Words { $from } to { $to } of { $all }. The others follow by themselves.
wall-no-words = The words from your phones will appear here.
wall-map = Tables
wall-map-sum = { $online } of { $tables } online, { $ready } ready
wall-map-help = { $count ->
    [one] Help at table { $tables }
   *[other] Help at tables { $tables }
  }
test-large = Large: to read from afar
test-medium = Normal: the size of text on this wall
test-small = Small: to read in the first rows
test-edges = Can you see all four corners? Is the circle round? Can you count eleven greys?
scene-words = Words
scene-map = Tables
scene-test = Test picture
contrast-label = High contrast
join-as-ops = Continue to operations

## Operations

ops-name = Operations
ops-health = Status
ops-line = Connection
ops-disk = Disk
ops-disk-free = { $gigabytes } GB free
ops-journal = Storage
ops-journal-durable = saved safely
ops-journal-alone = saved in one place only
ops-journal-blocked = cannot save anything
ops-blocked = Since { $time } nothing can be saved. What people hand in waits on their tablet and is sent by itself as soon as it can be.
ops-last-save = Last saved
ops-last-save-at = { $time }, number { $offset }
ops-texts = Damaged texts
ops-texts-damaged = { $count ->
    [one] 1; the server's log says which
   *[other] { $count }; the server's log says which
}
ops-start = At the start
ops-start-losses = { $count ->
    [one] one thing was gone or damaged; see the server's log
   *[other] { $count } things were gone or damaged; see the server's log
}
ops-redis = Redis
ops-redis-warnings = { $count ->
    [one] one setting may lose something; see the server's log
   *[other] { $count } settings may lose something; see the server's log
}
ops-tray = Saved, but out of place
ops-clock = Clock
ops-clock-apart = { $seconds } s from the storage's clock
ops-nodes = Servers
ops-encoder = Language model
ops-encoder-built_in = built in
ops-encoder-endpoint = your own language server
ops-encoder-away = built in: your own language server does not answer
ops-connections = Connections
ops-tables = Tables online
ops-of = { $count } of { $of }
ops-phones = Phones online
ops-staff = Staff and walls online
ops-started = Started at
ops-go = Go to
ops-print = Print cards and badges
ops-control = Control
export-title = Save the results
export-hint = Everything that was handed in, hidden ideas included. Store it safely.
export-json = JSON
export-csv = CSV
export-xlsx = Excel
export-busy = Working …
links-title = New link
links-hint = Was a link lost or already used? Make a new one here. It works once, on one device.
links-busy = One moment …
links-made = New link: { $role }
links-how = Scan this code with the other device. Or type the address and the code there.
links-close = Hide this link
devices-title = Devices
devices-hint = Lost or stolen? Sign the device out. What it handed in stays saved. Another device can then continue with the same card.
devices-tables = Tables ({ $count })
devices-staff = Staff ({ $count })
devices-phones = Phones ({ $count })
devices-wait = Loading the list …
devices-none-tables = No tablet has joined yet.
devices-none-staff = No helper or wall has joined yet.
devices-none-phones = No phone has joined yet.
devices-none-number = No device with number { $number } has joined.
devices-none-simulated = No tablet has joined yet. In this rehearsal the computer plays { $count ->
    [one] one table
   *[other] { $count } tables
}.
devices-more = And { $count } more.
devices-this = this device
devices-online = online
devices-since = Joined at { $time }
devices-displaced = Had to make room
devices-displaced-hint = Only a few devices can be joined with one card at a time. When one more joins, the oldest has to go, one that is not online first. If that happens often with one card, someone else uses it too: give the participant another.
devices-displaced-one = { $name }, at { $time }
devices-open = Show the devices
devices-close = Hide the devices
devices-number-tables = Table number (empty: all tables)
devices-number-phones = Badge number (empty: all phones)
devices-done = { $name } is signed out.
devices-out = Sign out
devices-out-of = Sign out: { $name }
devices-sure = Sign out { $name }?
devices-yes = Yes, sign out
devices-no = No
role-facilitator = Control
role-theme_team = Theme team
role-host = Table
role-participant = Participant
role-projector = Wall
role-observer = Observer
role-operator = Operations

## Printing

print-title = Cards and badges
print-back = Back to operations
print-what = What do you want to print?
print-tables = Table cards
print-badges = Badges
print-hall = Poster for the hall
print-walls = Walls
print-staff = Staff
print-from = From number
print-to = Up to
print-base = Address on the cards
print-wifi-name = Name of the Wi-Fi
print-wifi-password = Password of the Wi-Fi
print-hint = The Wi-Fi details are only printed on the cards, and not stored. If you leave them empty, there is a line to write on. Print on A4, at actual size (100%).
print-staff-hint = These codes work once. Give each card to one person, and do not leave them lying around.
print-moved = This computer can no longer be reached at { $base }. The cards below now have another address.
print-local = Do not print yet. { $base } only works on this computer itself: other devices cannot open these cards. Connect the computer to the network of the hall and open this page again.
print-dead = Cards with the address { $base } were printed before: { $cards }. The server cannot be reached there now, so those cards do not work. Give the computer its old address and port back, or print them again.
print-dead-all = all cards
print-dead-tables = table cards
print-dead-badges = badges
print-dead-hall = poster
print-dead-walls = display cards
print-dead-staff = staff cards
print-dead-links = the file with all links
print-go = { $count ->
    [one] Print 1 card
   *[other] Print { $count } cards
  } ({ $sheets ->
    [one] 1 sheet
   *[other] { $sheets } sheets
  })
print-preview = Preview
print-qr = QR code for { $code }
print-table = Table
print-badge = Badge
print-tablet = Scan with the tablet of this table.
print-type = Or go to { $url } and type:
print-wifi = Wi-Fi:
print-wifi-with = password:
print-join-in = Join in with your phone
print-scan = Scan the code with your phone’s camera.
print-wall-how = Scan or open on the computer at the projector, and choose ‘Full screen’ there.
print-staff-how = Works once, on one device.

## Checking the tablet

check-title = Test this tablet
check-hint = Do this before the doors open.
check-again = Test again
check-busy = Testing …
check-go = OK
check-no-go = Not OK
check-go-text = This tablet is ready for the day.
check-no-go-text = Fix what has a ✕ below, or take another tablet.
check-line = Connection
check-line-ok = Answered in { $ms } ms.
check-line-slow = Answered in { $ms } ms: slow. Move closer to the Wi-Fi or ask the technician.
check-line-off = No answer. Check the Wi-Fi.
check-clock = Clock
check-clock-ok = The clock is { $seconds } s off; this screen allows for that.
check-clock-far = The clock is { $seconds } s off. Set the tablet’s date and time to automatic.
check-storage = Storage
check-storage-ok = What you type stays on the tablet until it has been sent.
check-storage-low = There is little room left. Remove something from the tablet.
check-storage-off = The tablet stores nothing. Close the private window and open this page normally.
check-screen = Screen
check-screen-ok = The screen is large enough.
check-screen-small = The screen is small: turn the tablet, or zoom out.
check-sleep = Sleep
check-sleep-awake = This screen stays on as long as this page is open.
check-sleep-film = This screen stays on: a silent film plays on this page. To be sure, also set the tablet to turn its screen off after 30 minutes or never.
check-sleep-hint = In the tablet’s settings, set ‘Screen time-out’ to 30 minutes or never, and keep the charger at hand.
check-full = Full screen
check-full-leave = Leave full screen
check-ready = This tablet is ready
check-is-ready = Reported: this tablet is ready
check-ready-wait = You can report once the day has begun.

## Rehearsing

rehearsal-mark = Rehearsal.
rehearsal-mark-why = Nothing you see or hand in now counts.
rehearsal-title = Rehearse
rehearsal-hint = Walk through the day as you like. The computer plays tables and phones. When a real device joins a table, it takes over.
rehearsal-tables = Tables played by the computer
rehearsal-start = Start the rehearsal
rehearsal-runs = The rehearsal has been running since { $time }, with { $tables ->
    [one] 1 table played by the computer
   *[other] { $tables } tables played by the computer
  }.
rehearsal-end = End the rehearsal …
rehearsal-end-does = Everything goes back to how it was before the rehearsal: the programme, the ideas, the themes, the walls and the notices. What was handed in during the rehearsal disappears from all screens and is in no report. Devices stay signed in. This cannot be undone.
rehearsal-end-yes = Yes, end the rehearsal
rehearsal-end-no = No, go on rehearsing

## The question at the end of the day

feedback-title = Feedback on the day
feedback-question = The question to everyone
feedback-question-proposed = How was this day for you?
feedback-open = Ask the question
feedback-open-again = Take answers again
feedback-close = Take no more answers
feedback-answers = { $count ->
    [one] 1 answer.
   *[other] { $count } answers.
}
feedback-mean = On average { $mean }.
feedback-counts = How many gave each score
feedback-sentences = { $count ->
    [one] 1 sentence
   *[other] { $count } sentences
}
feedback-score-short = { $score }:
feedback-unwanted = Read before you share it: it has an unwanted word.
feedback-score-1 = 1, not good at all
feedback-score-2 = 2, not so good
feedback-score-3 = 3, in between
feedback-score-4 = 4, good
feedback-score-5 = 5, very good
feedback-score-missing = Choose a score first.
feedback-sentence = Why? (if you like)
feedback-send = Send
feedback-change = Change my answer
feedback-thanks = Thank you. You gave a { $score }; you can still change it.
feedback-closed = The question is closed.
feedback-closed-thanks = The question is closed. Thank you for your answer.
feedback-yours = You gave a { $score }.

## Failures that the screen itself notices

refusal-local-offline = There is no connection now, so this did not happen. Wait until it says ‘Live’ and do it again.
refusal-local-no_answer = No answer came. Check on the screen whether it was done before you do it again.
refusal-local-unreachable = The server cannot be reached. Is this device on the hall's Wi-Fi? Then try again.
refusal-local-slow = The server does not answer in time. Wait a moment and try again.
refusal-local-server_down = The server is not available now. Wait a minute and try again, or tell a helper.
refusal-local-not_ours = Something other than this meeting answered. Do you still have to sign in to the Wi-Fi? Do that, and try again.
refusal-local-code_short = The code is not complete. Look at your card again.
refusal-local-no_tables = Choose one or more tables first.
refusal-local-odd_tables = Nothing was sent yet. Correct the numbers of the tables first.
refusal-local-reason_empty = Write down why you hide this. Others can read the reason.

## Refusals, by code

refusal-access-denied = That is not allowed on this screen. If that is wrong, ask a helper.
refusal-request-try_again = The server is not sure yet whether this is saved. It tries again by itself.
refusal-request-id_reused = This was sent before, with other content. Do it again.
refusal-request-malformed = The server did not understand this. Change the text and try again, or ask a helper.
refusal-request-too_large = This is too much at once. Do it in smaller parts.
refusal-rate-requests = That was too fast. Wait a moment; it will be sent by itself.
refusal-rate-ideas = You are sending many ideas in a row. Wait a moment; it will be sent by itself.
refusal-rate-feedback = You are answering many times in a row. Wait a moment; it will be sent by itself.
refusal-rate-join = A wrong code was tried too often. Wait a minute, then try again.
refusal-rate-devices = Too many devices are joining at once. Wait a minute, then try again.
refusal-summit-closed = The meeting is closed. Nothing more can be handed in.
refusal-summit-read_only = The meeting can only be read now. Ask the technician for help.
refusal-summit-full = No more devices can join. Ask a helper.
refusal-summit-founded = This meeting already exists.
refusal-summit-programme = The programme cannot run like this: { $what }
refusal-agenda-moved_on = The programme has moved on meanwhile; your press did nothing. Look first at what is running now.
refusal-agenda-at_end = The programme is finished. Nothing comes after this.
refusal-agenda-at_start = This is the first part; you cannot go further back.
refusal-agenda-not_running = No clock is running. Start a part first.
refusal-agenda-not_paused = The clock is not paused.
refusal-agenda-nothing_to_undo = There is nothing to undo.
refusal-agenda-undo_too_late = Another step was taken since. First look at what is running now.
refusal-agenda-extend_out_of_range = That much time cannot be added or removed. Choose a smaller step.
refusal-agenda-over = The programme is finished. Go back one part first.
refusal-round-none = No round is running now.
refusal-round-not_talking = The tables are no longer talking, so you cannot open handing in.
refusal-round-already_open = Handing in is already open.
refusal-round-not_open = Handing in is not open.
refusal-round-unknown = This round is not in the programme.
refusal-round-extended = The round was extended and stays open.
refusal-round-too_few = Too few tables have handed in to close early.
refusal-idea-empty = There is no text yet. Write an idea first.
refusal-idea-too_long = The idea is too long. Make it shorter or spread it over two ideas.
refusal-idea-unreadable = The text has characters that turn the reading direction round: others would read something else than you wrote. Type the text again.
refusal-idea-round_closed = The round is over. Should your idea still be added? Ask a helper.
refusal-idea-not_wanted = There is nothing to hand in during this part.
refusal-idea-unknown = This idea was not found. It may still be on its way; try again in a moment.
refusal-idea-not_yours = This idea belongs to someone else. Only the one who handed it in can change it.
refusal-idea-withdrawn = This idea was withdrawn and can no longer be changed.
refusal-idea-hidden = This idea was hidden by the theme team and cannot be changed now.
refusal-idea-not_hidden = This idea is not hidden.
refusal-idea-unchanged_state = It was like this already; nothing has changed.
refusal-idea-summit_full = No more ideas fit in this meeting. Ask a helper.
refusal-theme-unknown = This theme no longer exists. Choose another theme.
refusal-theme-closed = This theme was removed or merged. Choose another theme.
refusal-theme-label_empty = Give the theme a name.
refusal-theme-label_too_long = The name is too long for the wall. Make it shorter.
refusal-theme-into_itself = A theme cannot be merged with itself. Choose another theme.
refusal-theme-label_taken = There is already a theme with this name. Choose another name, or merge them.
refusal-theme-exists = This theme already exists.
refusal-theme-outdated = The themes have just changed. Look again, then do it once more.
refusal-theme-no_ideas = Select one or more ideas first.
refusal-theme-idea_elsewhere = One of these ideas is now in another theme. Look again and select them once more.
refusal-theme-locked = This theme is locked. Unlock it first.
refusal-theme-too_many = There are too many themes. Merge a few first.
refusal-theme-too_many_together = There are too many ideas that belong together. Merge themes instead.
refusal-theme-contradiction = This conflicts with an earlier step, in which someone said that two of these ideas do, or do not, belong together. Undo that step first.
refusal-theme-nothing_to_undo = This step has already been undone.
refusal-theme-undo_too_late = Something was changed here since. Undo the later step first.
refusal-theme-tune_out_of_range = There cannot be more, or fewer, themes than this.
refusal-theme-example_struck = The theme team does not want this as an example. Choose another idea, or undo that step first.
refusal-theme-suggestion_gone = This grouping is out of date. See whether there is a new one.
refusal-table-unknown = This table does not exist. Check the table number.
refusal-table-not_host = This can only be done on the table's tablet.
refusal-notice-empty = Write a notice first.
refusal-notice-too_long = The notice is too long. Make it shorter.
refusal-notice-none = There is no notice.
refusal-feedback-not_closing = The question can be asked once the closing of the day has begun.
refusal-feedback-answered = People have answered the question already. It stays as it is.
refusal-feedback-none = No question was asked yet.
refusal-feedback-closed = The question is closed. Your answer was not saved.
refusal-feedback-score_out_of_range = Choose a score from 1 to { $max }.
refusal-feedback-full = No more answers fit. Ask a helper.
refusal-wall-unknown = There is no wall with this name. Check the name.
refusal-device-table_taken = This table is already in use on another device. You can take it over.
refusal-device-unknown = This device is not known. Join again with the code.
refusal-device-too_many = No more devices can join. Ask a helper.
refusal-page-unknown = There is no such address. Go to /join to take part.
refusal-codes-too_many = There are very many links for this screen already. Use one that is still unused: they are under Print cards and badges.
refusal-join-used = This link has already been used. Ask operations for a new one.
refusal-join-seat_held = This device already takes part. Go on with that seat, or choose that someone else joins.
refusal-join-code = This code does not work. Check that you typed it right, or ask a helper for a new one.
refusal-token-missing = This device has not joined. Join with the code.
refusal-token-invalid = This device is not signed in properly. Join again with the code.
refusal-token-expired = This device was signed in too long ago. Join again with the code.
refusal-token-revoked = This device was signed out. Join again with the code.
refusal-origin-denied = The server does not work at this address. Open the address on your card.
refusal-version-unsupported = This screen is too old for the server. Reload it.
refusal-storage-full = The server cannot save anything more. Your text stays here. Tell a helper.
refusal-export-format_unavailable = This server cannot make this file. Choose another format.
refusal-doc-unknown = This does not exist.
refusal-frame-too_large = The message is too large. Make the text shorter.
refusal-text-unreadable = The text has characters that turn the reading direction round: others would read something else than you wrote. Type the text again.
refusal-text-empty = There is no text yet. Write something first.
refusal-text-too_long = The text is too long. Make it shorter.
refusal-frame-invalid = The server did not understand this message. Reload this screen.
refusal-frame-unreadable = The server could not read this message. Reload this screen.
refusal-frame-unsupported = The server does not know this kind of message. Reload this screen.
refusal-hello-missing = This screen was too slow to sign in. It tries again by itself.
refusal-node-full = There is no room for another device right now. This screen tries again by itself.
refusal-node-not_ready = The server is still starting. Try again in a few seconds.
refusal-node-restart = The server is restarting. This screen comes back by itself.
refusal-rate-connection = This device connects too often. Wait a moment; it continues by itself.
refusal-reader-too_slow = The connection is too slow. This screen comes back by itself; move closer to the Wi-Fi if you can.
refusal-summit-unknown = This meeting was not found. Check that you have the right address.
refusal-theme-too_many_apart = There are too many ideas that must not be together. Move them to another theme instead.
refusal-watch-too_many = This screen asks for too much at once. Reload it.
refusal-rehearsal-running = A rehearsal is already running.
refusal-rehearsal-none = No rehearsal is running.
refusal-rehearsal-in_round = A round is running: what tables hand in now counts. Rehearse after this round.
refusal-rehearsal-too_many_tables = There are not that many tables. Choose at most { $max }.
