# What the screens and the server say to people, in Dutch. The server formats the messages `refusal-…` too.

## Where one is, and whether it is live

language-label = Taal
status-start = Verbinding maken …
status-live = Live
status-stale = Niet bijgewerkt sinds { $time }
status-closed = Bijeenkomst gesloten
countdown-label = Resterende tijd
countdown-paused = gepauzeerd
countdown-held = stilgezet om { $time }
problem-close = Sluiten
problem-unknown = Dat is niet gelukt ({ $code }). Probeer het opnieuw of vraag een begeleider.
seat-none-title = Dit apparaat is nog niet aangemeld
seat-none = Meld dit apparaat eerst aan met de code op uw kaart.
seat-ended-title = Dit scherm is afgemeld
seat-ended-4501 = De aanmelding van dit apparaat werkt niet meer. Meld het opnieuw aan met de code.
seat-ended-4502 = De aanmelding van dit apparaat is verlopen. Meld het opnieuw aan met de code.
seat-ended-4503 = Een ander apparaat zit nu op deze plek, of dit apparaat is afgemeld. Meld het opnieuw aan als u verder wilt.
seat-ended-displaced = Met deze kaart of code zijn te veel apparaten aangemeld. Daarom moest dit apparaat plaatsmaken. Is het uw kaart en wilt u op dit apparaat verder? Meld het dan opnieuw aan met de code.
seat-ended-waiting = { $count ->
    [one] Eén bericht van dit apparaat is nog niet bewaard. Het wordt verstuurd zodra u zich opnieuw aanmeldt.
   *[other] { $count } berichten van dit apparaat zijn nog niet bewaard. Ze worden verstuurd zodra u zich opnieuw aanmeldt.
}
seat-ended-kept = Wat u typte staat nog op dit apparaat.
seat-version-title = Er is een nieuwe versie
seat-version = Laad dit scherm opnieuw om verder te gaan.
seat-join = Aanmelden met een code
seat-reload = Opnieuw laden
summit-closed = De bijeenkomst is gesloten. Dank u wel voor het meedoen.

## A device that keeps nothing

keeps-nothing-title = Dit apparaat bewaart niets.
keeps-nothing = U kunt gewoon meedoen: wat u inlevert wordt verstuurd zodra er verbinding is. Laat dit scherm open en laad het niet opnieuw.
keeps-nothing-swap = Vraag een begeleider om een andere tablet.
keeps-in-tab-title = U doet mee in dit tabblad.
keeps-in-tab = Sluit het niet: dan moet u zich opnieuw aanmelden.
keeps-waiting = { $count ->
    [one] Eén bericht is nog niet verstuurd. Het is weg als u dit scherm nu sluit.
   *[other] { $count } berichten zijn nog niet verstuurd. Ze zijn weg als u dit scherm nu sluit.
  }
keeps-write-down = { $count ->
    [one] Deze tekst is nog niet verstuurd, en dit apparaat bewaart niets. Schrijf hem over voordat u verdergaat:
   *[other] Deze teksten zijn nog niet verstuurd, en dit apparaat bewaart niets. Schrijf ze over voordat u verdergaat:
  }

## Joining

join-title = Meedoen
join-code = Uw code
join-hint = De code staat op uw kaart, bijvoorbeeld ABCD-EFGH. Streepjes en hoofdletters hoeft u niet te typen.
join-go = Meedoen
join-busy = Bezig …
join-known = Dit apparaat deed al mee
join-known-other = Of doe mee met een code
join-as-table = Verder als tafel { $id }
join-as-phone = Verder als deelnemer { $id }
join-as-guest = Verder als gast { $number }
join-as-control = Verder naar de regie
join-as-desk = Verder naar het themateam
join-as-wall = Verder als scherm { $id }
held-title = Dit apparaat doet al mee
held-phone = Ga verder waar u was. Doet er nu iemand anders mee op dit apparaat? Dan krijgt die een eigen nummer.
held-phone-other = Iemand anders doet mee
held-seat = Ga verder waar u was. Hoort dit apparaat nu ergens anders? Gebruik dan de nieuwe code.
held-seat-other = Gebruik de nieuwe code
in-tab-title = Dit apparaat kan uw aanmelding niet bewaren
in-tab-text = Misschien is dit een privévenster, staan cookies uit, of is het geheugen vol. U kunt meedoen zolang dit tabblad open is. Uw code is nog niet gebruikt.
in-tab-fix = Liever gewoon meedoen? Open deze pagina in een gewoon venster, of sta cookies toe.
in-tab-yes = Doe mee in dit tabblad
in-tab-no = Terug
take-over-title = Deze tafel is al aangemeld op een ander apparaat
take-over-text = Neemt u de tafel over, dan stopt het andere apparaat. Wat daar is ingeleverd, blijft bewaard.
take-over-yes = Ja, neem de tafel over
take-over-no = Nee, terug

## The day

day-connecting = Even geduld, we maken verbinding …
day-not-begun = We beginnen zo
day-part = Onderdeel { $number } van { $of }
day-paused = De klok staat even stil.
day-waiting = Dit onderdeel begint zo.
phase-talk = in gesprek
phase-hand_in = inleveren
phase-grace = laatste inzendingen
phase-closed = gesloten
state-waiting = begint zo
state-running = bezig
state-paused = gepauzeerd
state-done = klaar
kind-plenary = plenair
kind-round = ronde
kind-seating = tafelwissel
kind-theming = thema's maken
kind-choice = keuze
kind-draft = voorstellen schrijven
kind-gallery = voorstellen bekijken
kind-ballot = stemming
kind-pause = pauze
kind-closing = afsluiting
notice-label = Mededelingen
notice-damaged = Deze tekst is op de server beschadigd en niet meer te lezen.
notice-since = Om { $time }

## Handing in

hand-in-left = { $count ->
    [one] Nog 1 teken
   *[other] Nog { $count } tekens
  }
hand-in-over = { $count ->
    [one] 1 teken te veel
   *[other] { $count } tekens te veel
  }
hand-in-empty = Schrijf eerst iets op.
hand-in-too-long = { $over ->
    [one] De tekst is 1 teken te lang. Maak hem korter.
   *[other] De tekst is { $over } tekens te lang. Maak hem korter.
  }
own-now = { $count ->
    [one] Ingeleverd in deze ronde: 1
   *[other] Ingeleverd in deze ronde: { $count }
  }
own-before = Eerder ingeleverd
own-saved = Bewaard
own-waiting = Wacht op verbinding
own-waiting-unkept = Wacht op verbinding, niet bewaard: laat dit scherm open
own-refused = Niet aangenomen
own-withdrawn = Ingetrokken
own-hidden = Niet getoond door het themateam
own-unshown = Idee van { $time }
own-damaged = Wat hier stond, is op de server beschadigd en niet meer te lezen.
own-damaged-open = Wat hier stond, is op de server beschadigd en niet meer te lezen. Kies Wijzigen en schrijf het opnieuw.
own-late = Te laat ingeleverd, telt wel mee
own-unseen-too_long = Dit is te lang voor de woorden op het scherm in de zaal. Uw tekst is wel bewaard. Wilt u daar ook iets zien? Stuur dan een korter woord.
own-unseen-no_words = Hieruit komt geen woord op het scherm in de zaal: daar staan geen korte of heel gewone woorden uit een zin. Uw tekst is wel bewaard. Wilt u daar ook iets zien? Stuur dan een, twee of drie woorden.
own-edit = Wijzigen
own-edit-this = Wijzigen: { $text }
own-edit-label = Tekst wijzigen
own-save = Opslaan
own-cancel = Annuleren
own-withdraw = Intrekken
own-withdraw-this = Intrekken: { $text }
own-withdraw-sure = Dit idee intrekken?
own-withdraw-yes = Ja, intrekken
own-withdraw-no = Nee
own-your-text = Uw tekst:
own-change-and-send = Aanpassen en opnieuw sturen
own-discard = Weggooien
unsent-title = Nog niet ingeleverd
unsent-why = U schreef dit in een ronde die voorbij is. U kunt het alsnog inleveren. Het telt mee; het themateam ziet dat het later kwam.
unsent-send = Alsnog inleveren
unsent-discard = Weggooien

## The table

table-name = Tafel { $table }
table-idea-label = Idee van uw tafel
table-idea-hint = { $count ->
    [0] Lever één tot drie ideeën in, één per keer. Hele zinnen zijn het duidelijkst.
    [one] U leverde 1 idee in. Er mag nog een bij.
   *[other] U leverde { $count } ideeën in. Klaar? Druk dan op ‘Wij zijn klaar’.
  }
table-idea-grace = Inleveren stopt zo. Wat u nu nog inlevert, telt mee.
table-idea-send = Inleveren
table-idea-locked = U kunt al schrijven. Inleveren kan straks, als de gespreksleider het openzet.
table-closed = De ronde is voorbij. Hieronder staat wat uw tafel inleverde.
table-listen = U hoeft nu niets in te leveren. Volg wat er in de zaal gebeurt.
table-wait = Zodra de bijeenkomst begint, ziet u hier de vraag.
table-ready = Wij zijn klaar
table-is-ready = Wij zijn klaar
table-ready-hint = Druk hierop als uw tafel alles heeft ingeleverd.
table-ready-undo = De gespreksleider ziet dat u klaar bent. Toch nog niet? Druk dan nog een keer.
table-waits = Wacht op verbinding
help-button = Vraag hulp
help-what = Waarmee kunnen we helpen? (niet verplicht)
help-send = Vraag hulp
help-cancel = Toch niet
help-asked = Hulp is gevraagd. Er komt iemand naar uw tafel.
help-solved = Het is al opgelost
help-under-way = Uw vraag om hulp wacht op verbinding.
help-what-said = U schreef: { $what }

## The phone

phone-name = Deelnemer { $badge }
guest-name = Gast { $number }
staff-name = { $role } { $number }
staff-main-wall = Hoofdscherm
staff-computer = de computer
phone-word-label = Uw woord of zin
phone-word-hint = Wat is voor u het belangrijkst? Een korte zin zegt meer dan één woord. Het scherm in de zaal toont korte antwoorden, en woorden uit langere zinnen. Soms leest het themateam ze eerst.
phone-name-label = Uw voornaam
phone-name-hint = Een proef: stuur uw voornaam. Hij verschijnt op het scherm in de zaal.
phone-send = Versturen
phone-send-more = Nog een versturen
phone-thanks = Dank u wel, het is verstuurd.
phone-locked = U kunt al schrijven. Versturen kan straks, als de gespreksleider het openzet.
phone-closed = De ronde is voorbij. Dank u wel.
phone-listen = U hoeft nu niets te doen. Volg wat er in de zaal gebeurt.

## What to do in parts of the day that are not done on a screen

do-done = Dit onderdeel is klaar. De gespreksleider zegt hoe het verdergaat.
do-day-done = Het programma is klaar. Dank u wel voor het meedoen.
do-pause-until = Het is pauze. Om { $time } gaan we verder.
do-table-pause = Het is pauze. De gespreksleider zegt wanneer we verdergaan.
do-table-plenary = De gespreksleider zegt in de zaal wat er gebeurt. Op deze tablet levert u nu niets in.
do-table-round = Praat hierover met elkaar aan tafel. Op deze tablet levert u in deze ronde niets in.
do-table-seating = Uw tafelnummer hoort u van een begeleider, of het staat op een lijst in de zaal. Laat deze tablet liggen: hij hoort bij tafel { $table }.
do-table-theming = Het themateam maakt nu thema's van alle ideeën. De gespreksleider vertelt erover in de zaal. Op deze tablet levert u nu niets in.
do-table-choice = Kiezen doet u in de zaal: op papier of met uw hand omhoog. De gespreksleider zegt hoe. Op deze tablet kiest u niet.
do-table-draft = Schrijf dit samen aan tafel, op papier. Een begeleider haalt het papier op. Op deze tablet schrijft u nu niets.
do-table-gallery = De voorstellen vindt u in de zaal, op papier. Een reactie schrijft u daar ook op papier. Op deze tablet staan ze niet.
do-table-ballot = Stemmen doet u in de zaal: op papier of met uw hand omhoog. De gespreksleider zegt hoe. Op deze tablet stemt u niet.
do-table-closing = We sluiten samen af. Wat u nog wilt zeggen, zegt u in de zaal of tegen een begeleider. Laat deze tablet op tafel liggen.
do-phone-pause = Het is pauze. De gespreksleider zegt wanneer we verdergaan.
do-phone-plenary = De gespreksleider zegt in de zaal wat er gebeurt. Uw telefoon hebt u nu niet nodig.
do-phone-round = Praat hierover met elkaar aan tafel. Uw telefoon hebt u in deze ronde niet nodig.
do-phone-seating = Uw tafelnummer hoort u van een begeleider, of het staat op een lijst in de zaal.
do-phone-theming = Het themateam maakt nu thema's van alle ideeën. De gespreksleider vertelt erover in de zaal. Uw telefoon hebt u nu niet nodig.
do-phone-choice = Kiezen doet u in de zaal: op papier of met uw hand omhoog. De gespreksleider zegt hoe. Op uw telefoon kiest u niet.
do-phone-draft = Schrijf dit samen aan tafel, op papier. Uw telefoon hebt u nu niet nodig.
do-phone-gallery = De voorstellen vindt u in de zaal, op papier. Een reactie schrijft u daar ook op papier. Op uw telefoon staan ze niet.
do-phone-ballot = Stemmen doet u in de zaal: op papier of met uw hand omhoog. De gespreksleider zegt hoe. Op uw telefoon stemt u niet.
do-phone-closing = We sluiten samen af. Wat u nog wilt zeggen, zegt u in de zaal of tegen een begeleider.
do-wall-seating = Uw tafelnummer hoort u van een begeleider, of het staat op een lijst in de zaal.
do-wall-choice = Kiezen doet u op papier of met uw hand omhoog. De gespreksleider zegt hoe.
do-wall-draft = Schrijf dit samen aan tafel, op papier.
do-wall-gallery = De voorstellen vindt u in de zaal, op papier.
do-wall-ballot = Stemmen doet u op papier of met uw hand omhoog. De gespreksleider zegt hoe.
do-wall-closing = We sluiten samen af. Wat u nog wilt zeggen, zegt u in de zaal.
do-control-seating = De schermen noemen geen tafelnummers. Hang een lijst op of laat begeleiders de tafels wijzen.
do-control-choice = Kiezen gaat niet op de schermen. Zeg in de zaal hoe: op papier of met de hand omhoog.
do-control-draft = Schrijven gaat niet op de schermen. Leg papier op de tafels en laat het ophalen.
do-control-gallery = De schermen tonen geen voorstellen. Hang ze op in de zaal, met papier voor reacties.
do-control-ballot = Stemmen gaat niet op de schermen. Zeg in de zaal hoe: op papier of met de hand omhoog.

## Control

control-name = Regie
keys-label = Sneltoetsen
keys-hint = Spatie of PageDown volgende, PageUp eerst kijken, B zwart, F bevries, M bericht, Z ongedaan
sheet-title = Draaiboek
sheet-planned = Gepland
sheet-actual = Begonnen
sheet-item = Onderdeel
sheet-length = Duur
minutes-short = { $count } min
now-title = Nu
progress-tables = { $in ->
    [one] 1 van { $of } tafels heeft ingeleverd
   *[other] { $in } van { $of } tafels hebben ingeleverd
  }
progress-ideas = { $ideas ->
    [one] 1 idee
   *[other] { $ideas } ideeën
  }, { $words ->
    [one] 1 woord
   *[other] { $words } woorden
  }
next-start = Start: { $title }
next-open_round = Open inleveren nu
next-begin_grace = Stop inleveren
next-finish = Sluit de dag af
next-nothing = Er is nu geen volgende stap
next-grace = De laatste inzendingen komen binnen …
next-why-open_round = De tafels en telefoons kunnen dan inleveren. Zonder deze stap gaat inleveren vanzelf open als de gesprekstijd om is.
next-why-begin_grace = Tablets en telefoons zien dat de tijd om is. Wat nog onderweg is, telt mee.
next-why-finish = Alle schermen laten zien dat het programma klaar is.
step-under-way = Even wachten: de stap wordt gedaan …
step-fresh = Net veranderd: kijk eerst. U kunt zo verder.
next-why-nothing = Het programma is klaar.
next-why-grace = De ronde sluit vanzelf. Daarna kunt u verder.
next-shows = Alle schermen gaan naar dit onderdeel.
next-shows-round = Alle schermen laten de vraag zien. De tafels praten eerst; inleveren zet u later open.
next-shows-pause = Alle schermen laten de pauze zien, en hoe laat het verder gaat.
next-skip = Inleveren overslaan …
next-skip-sure = Inleveren is in deze ronde nog niet open geweest. Wilt u het overslaan?
next-skip-yes = Sla inleveren over en start: { $title }
next-skip-finish = Sla inleveren over en sluit de dag af
next-ask-no = Nee, ga niet verder
next-stop-sure = Inleveren is net open en er is nog niets binnen. Toch stoppen met inleveren?
next-stop-yes = Ja, stop inleveren
round-close-now = Sluit de ronde meteen
time-label = Tijd
time-more = +{ $count } min
time-pause = Pauzeer
time-resume = Ga verder
step-back = Naar vorig onderdeel
undo-label = Ongedaan maken: { $what }
undo-nothing = Er is niets om ongedaan te maken.
undo-other = de laatste stap
undo-start = start van ‘{ $title }’
undo-pause = de klok stilzetten
undo-resume = de klok weer starten
undo-extend = tijd erbij
undo-end = einde van ‘{ $title }’
undo-finish = de dag afsluiten
undo-open_round = inleveren openen
undo-begin_grace = inleveren stoppen
undo-close_round = ronde sluiten
wall-title = Scherm in de zaal
wall-freeze = Bevries
wall-hint = De zaal ziet meteen wat u kiest.
wall-is-frozen = Bevroren: beeld en klok staan stil in de zaal, en dat staat er klein bij. Druk nog eens op ‘Bevries’ om verder te gaan.
scene-title = Titel
scene-question = Vraag
scene-progress = Voortgang
scene-themes = Thema's
scene-forming = Voorlopige thema's
wall-themes-hint = ‘Thema's’ toont wat het themateam publiceerde. ‘Voorlopige thema's’ toont wat de computer nu maakt: namen en voorbeelden die niemand heeft gelezen.
scene-black = Zwart
notice-title = Bericht
notice-text = Tekst
notice-to = Aan wie
notice-all = Iedereen
notice-some = Sommige tafels
notice-tables = Tafels, bijvoorbeeld 7, 12 t/m 14
notice-goes-to = { $count ->
    [one] Tafel { $tables } krijgt dit bericht.
   *[other] Tafels { $tables } krijgen dit bericht.
}
notice-odd = Dit begrijp ik niet: { $what }. Typ nummers van tafels, zoals 7 of 12-14.
notice-missing = Deze tafels zijn er niet: { $tables }.
notice-sent-to = Getoond aan { $count ->
    [one] tafel { $tables }
   *[other] de tafels { $tables }
  }: { $text }
notice-send = Toon bericht
notice-clear = Haal bericht weg
notice-shown = Nu te zien: { $text }
board-title = Tafels
board-sum = { $online } van { $tables } tafels online, { $ready } klaar, { $phones } { $phones ->
    [one] telefoon
   *[other] telefoons
  } online
board-sum-rehearsal = In deze oefening: { $simulated } tafels van de computer, { $real } met een echt apparaat
board-simulated = van de computer
board-real = echt apparaat
board-help-list = Tafels die hulp vragen
board-asks = vraagt hulp
board-helped = Geholpen
board-helped-table = Tafel { $table } is geholpen
board-choose = Kies hieronder de tafels voor het bericht.
board-offline = offline
board-offline-since = offline { $time }
board-keeps-nothing = bewaart niets
board-keeps-nothing-where = { $count ->
    [one] De tablet van tafel { $tables } bewaart niets. Wissel hem om, of laat hem aan staan en niet opnieuw laden.
   *[other] De tablets van de tafels { $tables } bewaren niets. Wissel ze om, of laat ze aan staan en niet opnieuw laden.
  }
board-help = hulp
board-ready = klaar
board-in = { $count } in
health-blocked = Sinds { $time } kan er niets worden bewaard. Wat mensen inleveren, blijft op hun tablet wachten en wordt vanzelf verstuurd zodra het weer kan. Waarschuw nu de technische begeleider.
health-why-full = De schijf, of het geheugen van Redis, is vol.
health-why-failing = De schijf geeft fouten: hij bewaart niet wat erop wordt geschreven.
health-why-not_writable = Er kan niet naar de opslag worden geschreven: het bestand, de schijf of Redis staat op alleen lezen.
health-why-denied = Redis laat deze server niet meer toe: kijk naar gebruikersnaam en wachtwoord.
health-why-damaged = Het logbestand is beschadigd en wordt alleen nog gelezen.
health-why-changed = Er ligt iets anders op de plaats van het logbestand.
health-why-away = De opslag is niet bereikbaar.
health-why-slow = De schijf of Redis doet er te lang over.
health-why-copies = Er ontbreken kopieën op andere Redis-servers.
health-why-repairing = De opslag wordt hersteld; dat gaat vanzelf.
health-why-refused = Redis weigert wat er bewaard moet worden.
health-texts = { $count ->
    [one] De bewaarde tekst van één idee of bericht is beschadigd: die is niet meer te lezen. Bij het themateam ziet u welke. Laat hem opnieuw schrijven.
   *[other] De bewaarde teksten van { $count } ideeën of berichten zijn beschadigd: die zijn niet meer te lezen. Bij het themateam ziet u welke. Laat ze opnieuw schrijven.
}
health-disk-low = De schijf van de server raakt vol. Waarschuw de technische begeleider.
health-disk-full = De schijf van de server is vol: er kan niets meer worden bewaard. Waarschuw nu de technische begeleider.
health-backup-away = De reservekopie wordt niet bijgewerkt. Zit de USB-stick erin? Waarschuw de technische begeleider.
health-not-durable = Alles staat nu op één plek bewaard: de tweede kopie is weg. Waarschuw de technische begeleider.
clock-was-ahead = De klok van de server liep { $span } voor en is weer goed. Alle tijden op de schermen volgen de goede klok.
clock-was-behind = De klok van de server liep { $span } achter en is weer goed. Alle tijden op de schermen volgen de goede klok.
clock-server-ahead = De klok van de server loopt { $span } voor op die van dit apparaat. Kijk welke goed is: alle schermen volgen de server.
clock-server-behind = De klok van de server loopt { $span } achter op die van dit apparaat. Kijk welke goed is: alle schermen volgen de server.
span-seconds = { $count ->
    [one] 1 seconde
   *[other] { $count } seconden
}
span-minutes = { $count ->
    [one] 1 minuut
   *[other] { $count } minuten
}
span-hours = { $count } uur
health-clock = De klok van deze server loopt niet gelijk met die van de opslag: rondes sluiten niet vanzelf. Sluit ze zelf, en waarschuw de technische begeleider.
health-tray = { $count ->
    [one] Eén ding dat al bewaard was, raakte na een storing zijn plaats kwijt. Het apparaat stuurt het vanzelf opnieuw; laat dat apparaat aan staan.
   *[other] { $count } dingen die al bewaard waren, raakten na een storing hun plaats kwijt. De apparaten sturen ze vanzelf opnieuw; laat ze aan staan.
}
health-held = De server is opnieuw gestart en de tijd van deze ronde is intussen verstreken. Om { $time } gaat de ronde vanzelf verder; verleng of pauzeer als u meer tijd wilt geven.

## The desk

desk-name = Themateam
ideas-title = Ideeën
filter-label = Toon
filter-all = Alle ({ $count })
filter-new = Nieuw ({ $count })
filter-other = Overig ({ $count })
filter-late = Laat ({ $count })
filter-hidden = Verborgen ({ $count })
filter-theme = Thema
filter-any-theme = Alle thema's
filter-text = Zoek
ideas-count = { $shown } van { $count } te zien
ideas-more = { $count ->
    [one] Nog 1 tonen
   *[other] Nog { $count } tonen
  }
ideas-new = { $count ->
    [one] Toon 1 nieuw idee
   *[other] Toon { $count } nieuwe ideeën
  }
ideas-select-shown = Selecteer wat te zien is
idea-phone = telefoon
idea-damaged = beschadigd
idea-damaged-text = (tekst beschadigd, niet meer te lezen)
idea-edited = gewijzigd
idea-hidden = verborgen: { $reason }
select-none = Selecteer ideeën om ze te verplaatsen, er een nieuw thema van te maken of ze te verbergen.
select-label = Met de selectie
select-count = { $count ->
    [one] 1 idee geselecteerd
   *[other] { $count } ideeën geselecteerd
  }
select-busy = Bezig, nog { $count }
select-clear = Selectie wissen
move-to = Verplaats naar
move-choose = Kies een thema
move-go = Verplaats
split-label = Nieuw thema van de selectie
split-go = Maak thema
apart-go = Horen niet bij elkaar
together-go = Horen bij elkaar
quick-open = kies een ander thema
quick-label = Waar hoort dit idee?
quick-asking = Even kijken …
quick-none = Geen ander thema lijkt erop.
quick-percent = { $percent } %
quick-stay = Hoort hier
quick-out = Haal uit dit thema
alike = Lijkt op
alike-join = Houd bij elkaar
idea-pinned = met de hand geplaatst
hide-go = Verberg
hide-reason = Reden om te verbergen
hide-yes = Verberg
hide-no = Annuleren
restore-go = Maak weer zichtbaar
themes-title = Thema's ({ $count })
coverage-title = Wie terugkomt in de gepubliceerde thema's
coverage-ideas = Ideeën
coverage-tables = Tafels
coverage-share = { $published } van { $of } ({ $percent } %)
forecast-chosen = Met de gekozen thema's erbij: { $covered } van { $ideas } ideeën.
forecast-published = Gepubliceerd: { $covered } van { $ideas } ideeën.
forecast-show = Toon de { $count } die erbuiten vallen
forecast-tables = { $count ->
    [one] Niets van tafel { $tables }.
   *[other] Niets van de tafels { $tables } ({ $count }).
  }
suggestion-text = De computer kan beter indelen.
suggestion-look = Bekijk
suggestion-what = { $splits } thema's splitsen, { $merges } samenvoegen, { $moves } ideeën verplaatsen. Wat mensen deden, blijft staan.
suggestion-labels = Nieuwe thema's: { $labels }
suggestion-accept = Neem over
suggestion-dismiss = Niet nu
tuning-title = Meer of minder thema's
tuning-resolution = Hoeveel thema's
tuning-fewer = Minder
tuning-more = Meer
tuning-value = { $percent } procent
tuning-hint = Wat u zelf heeft geplaatst, benoemd of samengevoegd blijft staan.
tuning-settled = { $round }: ideeën blijven waar ze zijn
history-title = Wat er gedaan is
history-none = Nog niets.
history-hint = U kunt een stap ongedaan maken zolang niemand er iets aan veranderde.
step-undo = Maak ongedaan
step-created = Thema ‘{ $label }’ gemaakt
step-renamed = Thema heet nu ‘{ $label }’
step-merged = Thema's samengevoegd tot ‘{ $label }’
step-split = ‘{ $label }’ afgesplitst
step-moved = { $ideas ->
    [one] 1 idee naar ‘{ $label }’
   *[other] { $ideas } ideeën naar ‘{ $label }’
  }
step-joined = { $ideas } ideeën bij elkaar gehouden
step-parted = { $ideas } ideeën uit elkaar gehouden
step-locked = ‘{ $label }’ op slot gezet of van slot gehaald
step-published = Thema's gepubliceerd
step-unpublished = Thema's van het scherm gehaald
step-quoted = Voorbeeld gekozen bij ‘{ $label }’
step-struck = Voorbeeld geschrapt bij ‘{ $label }’
step-closed = ‘{ $label }’ verwijderd
step-accepted = Indeling van de computer overgenomen
colleague = { $role } { $letter }
colleagues = U bent { $own }. Ook hier: { $others }
busy-with = { $names } is hiermee bezig
queue-go = Ga naar wat telefoons stuurden ({ $count })
queue-title = Woorden van telefoons ({ $count })
queue-times = { $count ->
    [one] 1 keer
   *[other] { $count } keer
  }
queue-unwanted = bevat een woord van de lijst
queue-empty = Er wacht niets.
queue-accept = Toon op scherm
queue-hold = Niet tonen
queue-back = Neem terug
queue-keys = Sneller met toetsen, als u een van deze knoppen hebt gekozen: A tonen, X niet tonen, Z terugnemen.
queue-next = Hierna (met ! staat op de lijst)
queue-accept-all = { $count ->
    [one] Toon ‘{ $first }’
   *[other] Toon ‘{ $first }’ en de { $others } zonder ! hierna
  }
queue-decided = Beslist: { $shown } te zien, { $held } niet
queue-is-held = niet te zien
queue-is-shown = te zien
queue-more = Toon meer
theme-new = Nieuw thema
theme-create = Maak
theme-none = Geen thema
theme-other = Overig
theme-new-idea = Nieuw
theme-gone = Verwijderd thema
theme-choose = Kies om te publiceren: { $label }
theme-publish = { $count ->
    [0] Publiceer gekozen thema's
    [one] Publiceer 1 thema
   *[other] Publiceer { $count } thema's
  }
theme-tools = Bewerk
theme-tools-of = Bewerk { $label }
theme-state-forming = van de computer
theme-state-named = naam gekozen
theme-state-published = gepubliceerd
theme-state-closed = verwijderd
theme-by-person = door het themateam
theme-locked = op slot
theme-unpublish = Haal van het scherm
example-strike = Niet als voorbeeld
example-strike-of = Niet als voorbeeld: { $text }
example-quote = Gebruik als voorbeeld
theme-unnamed = Nog zonder naam
theme-unseen = Op de schermen staat dit thema nu niet: van alles erin is niets te zien.
theme-withheld = De computer noemde dit ‘{ $label }’; ‘{ $words }’ staat niet op de schermen, want geen zichtbaar idee zegt dat nog.
theme-unread = De computer gaf een nieuwe naam, want de oude kwam uit ideeën die niet meer te zien zijn. Lees hem na.
theme-hidden-words = In deze naam staat een woord uit een verborgen idee: { $words }. De naam blijft staan tot u hem verandert.
example-none = Op het scherm staat nu geen voorbeeld. Dit kan er een zijn:
example-show = Toon als voorbeeld
preview-title = Zo komt het op het scherm
preview-no-example = zonder voorbeeld
preview-changed = Intussen veranderd in ‘{ $label }’, met als voorbeeld ‘{ $example }’.
preview-changed-bare = Intussen veranderd in ‘{ $label }’, zonder voorbeeld.
preview-take = Neem dat over
theme-lock = Zet op slot
theme-unlock = Haal van slot
theme-rename = Hernoem
theme-new-name = Nieuwe naam
theme-renamed-meanwhile = Iemand anders noemde dit intussen ‘{ $label }’.
theme-close = Verwijder thema (ideeën blijven)
theme-merge-into = Voeg samen met
theme-merge = Voeg samen
paper-title = Papieren briefje invoeren
paper-table = Tafelnummer
paper-text = Tekst op het briefje
paper-send = Voer in
paper-waiting = { $count } wacht op verbinding

## The wall

wall-name = Burgertop
wall-fullscreen = Volledig scherm
wall-resumes = Verder om { $time }
wall-tables-in = { $in } van { $of } tafels
wall-progress = Tafels die inleverden
wall-themes = Waar het over gaat
wall-others = { $count ->
    [one] en nog 1 thema
   *[other] en nog { $count } thema's
  }
wall-ideas = { $count ->
    [one] idee
   *[other] ideeën
  }
wall-no-themes = Het themateam leest alle ideeën en kiest de thema's. U ziet ze straks hier.
wall-forming = Thema's die nu ontstaan
wall-forming-unread = Voorlopig: de computer deelt in. Nog niemand heeft dit nagelezen.
wall-forming-none = De eerste thema's verschijnen zodra er zo'n dertig ideeën binnen zijn.

## De schermen in de zaal, en hun besturing

wall-live = De zaal ziet: { $scene }
wall-live-held = De zaal ziet: { $scene }, stilgezet om { $time }
wall-held = Beeld stilgezet om { $time }
wall-preview = Voorbeeld: { $scene }
wall-ahead = Na de volgende stap: { $scene }. De zaal ziet dit nog niet.
wall-ahead-close = Sluit het voorbeeld
wall-look-first = Eerst bekijken
wall-show-now = Toon in de zaal
wall-look-cancel = Niet tonen
wall-look-hint = De zaal ziet uw keuze pas als u op ‘Toon in de zaal’ drukt.
wall-which = Welk scherm
wall-words-waiting = { $count ->
    [one] 1 woord wacht tot het themateam het leest.
   *[other] { $count } woorden wachten tot het themateam ze leest.
  }
wall-words = Uw woorden
wall-words-times = keer
wall-words-page = Woord { $from } tot en met { $to } van { $all }. De andere volgen vanzelf.
wall-no-words = Hier komen de woorden van uw telefoons.
wall-map = Tafels
wall-map-sum = { $online } van { $tables } online, { $ready } klaar
wall-map-help = { $count ->
    [one] Hulp bij tafel { $tables }
   *[other] Hulp bij tafels { $tables }
  }
test-large = Groot: lezen van ver
test-medium = Gewoon: zo groot is de tekst op dit scherm
test-small = Klein: te lezen op de eerste rijen
test-edges = Vier hoeken zichtbaar? Cirkel rond? Elf grijzen te tellen?
scene-words = Woorden
scene-map = Tafels
scene-test = Testbeeld
contrast-label = Hoog contrast
join-as-ops = Verder naar beheer

## Beheer

ops-name = Beheer
ops-health = Status
ops-line = Verbinding
ops-disk = Schijf
ops-disk-free = { $gigabytes } GB vrij
ops-journal = Opslag
ops-journal-durable = veilig bewaard
ops-journal-alone = op maar één plek bewaard
ops-journal-blocked = kan niets bewaren
ops-blocked = Sinds { $time } kan er niets worden bewaard. Wat mensen inleveren, blijft op hun tablet wachten en wordt vanzelf verstuurd zodra het weer kan.
ops-last-save = Laatst bewaard
ops-last-save-at = { $time }, nummer { $offset }
ops-texts = Beschadigde teksten
ops-texts-damaged = { $count ->
    [one] 1; het logboek van de server zegt welke
   *[other] { $count }; het logboek van de server zegt welke
}
ops-start = Bij de start
ops-start-losses = { $count ->
    [one] één ding was weg of beschadigd; zie het logboek van de server
   *[other] { $count } dingen waren weg of beschadigd; zie het logboek van de server
}
ops-redis = Redis
ops-redis-warnings = { $count ->
    [one] één instelling kan iets verliezen; zie het logboek van de server
   *[other] { $count } instellingen kunnen iets verliezen; zie het logboek van de server
}
ops-tray = Bewaard, maar op de verkeerde plaats
ops-clock = Klok
ops-clock-apart = { $seconds } s verschil met de opslag
ops-nodes = Servers
ops-encoder = Taalmodel
ops-encoder-built_in = ingebouwd
ops-encoder-endpoint = eigen taalserver
ops-encoder-away = ingebouwd: de eigen taalserver antwoordt niet
ops-connections = Verbindingen
ops-tables = Tafels online
ops-of = { $count } van { $of }
ops-phones = Telefoons online
ops-staff = Begeleiding en schermen online
ops-started = Gestart om
ops-go = Ga naar
ops-print = Kaarten en badges afdrukken
ops-control = Regie
export-title = Uitkomst opslaan
export-hint = Alles wat is ingeleverd, ook wat verborgen is. Bewaar het zorgvuldig.
export-json = JSON
export-csv = CSV
export-xlsx = Excel
export-busy = Bezig …
links-title = Nieuwe link
links-hint = Is een link kwijt of al gebruikt? Maak hier een nieuwe. Hij werkt één keer, op één apparaat.
links-busy = Even wachten …
links-made = Nieuwe link: { $role }
links-how = Scan deze code met het andere apparaat. Of typ daar het adres en de code over.
links-close = Verberg deze link
devices-title = Apparaten
devices-hint = Kwijt of gestolen? Meld het apparaat af. Wat het inleverde, blijft bewaard. Daarna kan een ander apparaat met dezelfde kaart verder.
devices-tables = Tafels ({ $count })
devices-staff = Begeleiding ({ $count })
devices-phones = Telefoons ({ $count })
devices-wait = De lijst wordt geladen …
devices-none-tables = Er is nog geen tablet aangemeld.
devices-none-staff = Er is nog geen begeleiding of scherm aangemeld.
devices-none-phones = Er is nog geen telefoon aangemeld.
devices-none-number = Er is geen apparaat met nummer { $number } aangemeld.
devices-none-simulated = Er is nog geen tablet aangemeld. In deze oefening speelt de computer { $count ->
    [one] één tafel
   *[other] { $count } tafels
}.
devices-more = En nog { $count }.
devices-this = dit apparaat
devices-online = online
devices-since = Aangemeld om { $time }
devices-displaced = Moesten plaatsmaken
devices-displaced-hint = Met één kaart kunnen maar een paar apparaten tegelijk aangemeld zijn. Meldt er nog een aan, dan moet het oudste weg, dat niet online is als eerste. Gebeurt dat vaak met één kaart, dan gebruikt iemand anders die ook: geef de deelnemer een andere.
devices-displaced-one = { $name }, om { $time }
devices-open = Toon de apparaten
devices-close = Verberg de apparaten
devices-number-tables = Tafelnummer (leeg: alle tafels)
devices-number-phones = Badgenummer (leeg: alle telefoons)
devices-done = { $name } is afgemeld.
devices-out = Meld af
devices-out-of = Meld af: { $name }
devices-sure = { $name } afmelden?
devices-yes = Ja, meld af
devices-no = Nee
role-facilitator = Regie
role-theme_team = Themateam
role-host = Tafel
role-participant = Deelnemer
role-projector = Scherm
role-observer = Toeschouwer
role-operator = Beheer

## Afdrukken

print-title = Kaarten en badges
print-back = Terug naar beheer
print-what = Wat wilt u afdrukken?
print-tables = Tafelkaarten
print-badges = Badges
print-hall = Poster voor de zaal
print-walls = Schermen
print-staff = Begeleiding
print-from = Van nummer
print-to = Tot en met
print-base = Adres op de kaarten
print-wifi-name = Naam van de wifi
print-wifi-password = Wachtwoord van de wifi
print-hint = De wifi-gegevens komen alleen op de kaarten en worden niet bewaard. Vult u niets in, dan komt er een lijn om zelf op te schrijven. Druk af op A4, op ware grootte (100%).
print-staff-hint = Deze codes werken één keer. Geef elke kaart aan één persoon, en laat ze niet liggen.
print-moved = Deze computer is niet meer bereikbaar op { $base }. De kaarten hieronder hebben nu een ander adres.
print-local = Druk nog niet af. { $base } werkt alleen op deze computer zelf: andere apparaten kunnen deze kaarten niet openen. Verbind de computer met het netwerk van de zaal en open deze pagina opnieuw.
print-dead = Er zijn al kaarten afgedrukt met het adres { $base }: { $cards }. Op dat adres is de server nu niet bereikbaar, dus die kaarten werken niet. Geef de computer zijn oude adres en poort terug, of druk ze opnieuw af.
print-dead-all = alle kaarten
print-dead-tables = tafelkaarten
print-dead-badges = badges
print-dead-hall = poster
print-dead-walls = schermkaarten
print-dead-staff = kaarten voor de begeleiding
print-dead-links = het bestand met alle links
print-go = { $count ->
    [one] Druk 1 kaart af
   *[other] Druk { $count } kaarten af
  } ({ $sheets ->
    [one] 1 vel
   *[other] { $sheets } vellen
  })
print-preview = Voorbeeld
print-qr = QR-code voor { $code }
print-table = Tafel
print-badge = Badge
print-tablet = Scan met de tablet van deze tafel.
print-type = Of ga naar { $url } en typ:
print-wifi = Wifi:
print-wifi-with = wachtwoord:
print-join-in = Doe mee met uw telefoon
print-scan = Scan de code met de camera van uw telefoon.
print-wall-how = Scan of open op de computer aan de projector, en kies daar ‘Volledig scherm’.
print-staff-how = Werkt één keer, op één apparaat.

## Keuring van de tablet

check-title = Test deze tablet
check-hint = Doe dit voordat de deuren opengaan.
check-again = Test opnieuw
check-busy = Bezig met testen …
check-go = Goed
check-no-go = Niet goed
check-go-text = Deze tablet is klaar voor de dag.
check-no-go-text = Los op wat hieronder een ✕ heeft, of neem een andere tablet.
check-line = Verbinding
check-line-ok = Antwoord in { $ms } ms.
check-line-slow = Antwoord in { $ms } ms: traag. Ga dichter bij de wifi of vraag de techniek.
check-line-off = Geen antwoord. Controleer de wifi.
check-clock = Klok
check-clock-ok = De klok loopt { $seconds } s voor of achter; dit scherm houdt daar rekening mee.
check-clock-far = De klok loopt { $seconds } s voor of achter. Zet datum en tijd van de tablet op automatisch.
check-storage = Geheugen
check-storage-ok = Wat u typt blijft op de tablet bewaard tot het is verstuurd.
check-storage-low = Er is weinig ruimte vrij. Verwijder iets van de tablet.
check-storage-off = De tablet bewaart niets. Sluit het privévenster en open deze pagina gewoon.
check-screen = Scherm
check-screen-ok = Het scherm is groot genoeg.
check-screen-small = Het scherm is klein: draai de tablet, of zoom uit.
check-sleep = Slaapstand
check-sleep-awake = Dit scherm blijft aan zolang deze pagina open is.
check-sleep-film = Dit scherm blijft aan: op deze pagina speelt een stil filmpje. Stel voor de zekerheid ook op de tablet in dat het scherm pas na 30 minuten of nooit uitgaat.
check-sleep-hint = Stel op de tablet in dat het scherm pas na 30 minuten of nooit uitgaat, en leg de oplader klaar.
check-full = Volledig scherm
check-full-leave = Verlaat volledig scherm
check-ready = Deze tablet is klaar
check-is-ready = Gemeld: deze tablet is klaar
check-ready-wait = Melden kan zodra de dag is begonnen.

## Oefenen

rehearsal-mark = Oefening.
rehearsal-mark-why = Wat u nu ziet of inlevert, telt niet mee.
rehearsal-title = Oefenen
rehearsal-hint = Loop de dag door zoals u wilt. De computer speelt tafels en telefoons. Meldt een echt apparaat zich aan een tafel, dan neemt dat het over.
rehearsal-tables = Tafels die de computer speelt
rehearsal-start = Begin de oefening
rehearsal-runs = De oefening loopt sinds { $time }, met { $tables ->
    [one] 1 tafel van de computer
   *[other] { $tables } tafels van de computer
  }.
rehearsal-end = Beëindig de oefening …
rehearsal-end-does = Alles komt terug zoals het was voor de oefening: het programma, de ideeën, de thema's, de schermen en de berichten. Wat in de oefening is ingeleverd, verdwijnt van alle schermen en komt in geen verslag. Apparaten blijven aangemeld. U kunt dit niet ongedaan maken.
rehearsal-end-yes = Ja, beëindig de oefening
rehearsal-end-no = Nee, oefen verder

## De vraag aan het eind van de dag

feedback-title = Terugblik op de dag
feedback-question = De vraag aan iedereen
feedback-question-proposed = Hoe was deze dag voor u?
feedback-open = Vraag stellen
feedback-open-again = Weer antwoorden aannemen
feedback-close = Geen antwoorden meer aannemen
feedback-answers = { $count ->
    [one] 1 antwoord.
   *[other] { $count } antwoorden.
}
feedback-mean = Gemiddeld { $mean }.
feedback-counts = Hoeveel mensen elk cijfer gaven
feedback-sentences = { $count ->
    [one] 1 zin
   *[other] { $count } zinnen
}
feedback-score-short = { $score }:
feedback-unwanted = Lees dit voor u het deelt: er staat een ongewenst woord in.
feedback-score-1 = 1, helemaal niet goed
feedback-score-2 = 2, niet zo goed
feedback-score-3 = 3, ertussenin
feedback-score-4 = 4, goed
feedback-score-5 = 5, heel goed
feedback-score-missing = Kies eerst een cijfer.
feedback-sentence = Waarom? (als u wilt)
feedback-send = Versturen
feedback-change = Mijn antwoord wijzigen
feedback-thanks = Dank u wel. U gaf een { $score }; u kunt het nog wijzigen.
feedback-closed = De vraag is gesloten.
feedback-closed-thanks = De vraag is gesloten. Dank u wel voor uw antwoord.
feedback-yours = U gaf een { $score }.

## Failures that the screen itself notices

refusal-local-offline = Er is nu geen verbinding, dus dit is niet gelukt. Wacht tot er weer ‘Live’ staat en doe het dan opnieuw.
refusal-local-no_answer = Het antwoord bleef uit. Kijk op het scherm of het gelukt is voordat u het opnieuw doet.
refusal-local-unreachable = De server is niet bereikbaar. Zit dit apparaat op de wifi van de zaal? Probeer het dan opnieuw.
refusal-local-slow = De server antwoordt niet op tijd. Wacht even en probeer het opnieuw.
refusal-local-server_down = De server is nu niet beschikbaar. Wacht een minuut en probeer het opnieuw, of waarschuw een begeleider.
refusal-local-not_ours = Er antwoordde iets anders dan deze bijeenkomst. Moet u zich misschien nog aanmelden bij de wifi? Doe dat, en probeer het opnieuw.
refusal-local-code_short = De code is niet compleet. Kijk nog eens op uw kaart.
refusal-local-no_tables = Kies eerst een of meer tafels.
refusal-local-odd_tables = Er is nog niets verstuurd. Verbeter eerst de nummers van de tafels.
refusal-local-reason_empty = Schrijf op waarom u dit verbergt. Anderen kunnen de reden lezen.

## Refusals, by code

refusal-access-denied = Dat mag niet op dit scherm. Klopt dat niet? Vraag een begeleider.
refusal-request-try_again = De server weet nog niet zeker of dit bewaard is. Hij probeert het vanzelf opnieuw.
refusal-request-id_reused = Dit is al eerder verstuurd, met een andere inhoud. Doe het opnieuw.
refusal-request-malformed = De server begreep dit niet. Pas de tekst aan en probeer het opnieuw, of vraag een begeleider.
refusal-request-too_large = Dit is te veel in één keer. Doe het in kleinere delen.
refusal-rate-requests = Dat ging te snel. Wacht even; het wordt vanzelf verstuurd.
refusal-rate-ideas = U stuurt veel ideeën achter elkaar. Wacht even; het wordt vanzelf verstuurd.
refusal-rate-feedback = U antwoordt vaak achter elkaar. Wacht even; het wordt vanzelf verstuurd.
refusal-rate-join = Er is te vaak een verkeerde code geprobeerd. Wacht een minuut en probeer het dan opnieuw.
refusal-rate-devices = Er melden zich nu te veel apparaten tegelijk aan. Wacht een minuut en probeer het dan opnieuw.
refusal-summit-closed = De bijeenkomst is gesloten. Er kan niets meer worden ingeleverd.
refusal-summit-read_only = De bijeenkomst is nu alleen te lezen. Vraag de technische begeleider om hulp.
refusal-summit-full = Er kunnen geen apparaten meer bij. Vraag een begeleider.
refusal-summit-founded = Deze bijeenkomst bestaat al.
refusal-summit-programme = Het programma kan zo niet lopen: { $what }
refusal-agenda-moved_on = Het programma is intussen verder; uw druk op de knop deed niets. Kijk eerst wat er nu loopt.
refusal-agenda-at_end = Het programma is klaar. Er komt niets meer.
refusal-agenda-at_start = Dit is het eerste onderdeel. U kunt niet verder terug.
refusal-agenda-not_running = Er loopt nu geen klok. Start eerst een onderdeel.
refusal-agenda-not_paused = De klok staat niet op pauze.
refusal-agenda-nothing_to_undo = Er is niets om ongedaan te maken.
refusal-agenda-undo_too_late = Er is intussen een andere stap gedaan. Kijk eerst wat er nu loopt.
refusal-agenda-extend_out_of_range = Zoveel tijd kan er niet bij of af. Kies een kleinere stap.
refusal-agenda-over = Het programma is klaar. Ga eerst een stap terug.
refusal-round-none = Er loopt nu geen ronde.
refusal-round-not_talking = De tafels praten niet meer, dus u kunt inleveren niet openzetten.
refusal-round-already_open = Inleveren is al open.
refusal-round-not_open = Inleveren is niet open.
refusal-round-unknown = Deze ronde staat niet in het programma.
refusal-round-extended = De ronde is verlengd en blijft open.
refusal-round-too_few = Er hebben nog te weinig tafels ingeleverd om eerder te sluiten.
refusal-idea-empty = Er staat nog niets. Schrijf eerst een idee op.
refusal-idea-too_long = Het idee is te lang. Maak het korter of verdeel het over twee ideeën.
refusal-idea-unreadable = In de tekst staan tekens die de leesrichting omdraaien: anderen zouden iets anders lezen dan u schreef. Typ de tekst opnieuw.
refusal-idea-round_closed = De ronde is voorbij. Moet uw idee er nog bij? Vraag een begeleider.
refusal-idea-not_wanted = In dit onderdeel hoeft u niets in te leveren.
refusal-idea-unknown = Dit idee is niet gevonden. Misschien is het nog onderweg. Probeer het zo opnieuw.
refusal-idea-not_yours = Dit idee is van een ander. Alleen wie het inleverde kan het wijzigen.
refusal-idea-withdrawn = Dit idee is ingetrokken en kan niet meer worden gewijzigd.
refusal-idea-hidden = Dit idee is door het themateam verborgen en kan nu niet worden gewijzigd.
refusal-idea-not_hidden = Dit idee is niet verborgen.
refusal-idea-unchanged_state = Dit was al zo; er is niets veranderd.
refusal-idea-summit_full = Er kunnen geen ideeën meer bij in deze bijeenkomst. Vraag een begeleider.
refusal-theme-unknown = Dit thema bestaat niet meer. Kies een ander thema.
refusal-theme-closed = Dit thema is verwijderd of samengevoegd. Kies een ander thema.
refusal-theme-label_empty = Geef het thema een naam.
refusal-theme-label_too_long = De naam is te lang voor het scherm. Maak hem korter.
refusal-theme-into_itself = Een thema kan niet met zichzelf worden samengevoegd. Kies een ander thema.
refusal-theme-label_taken = Er is al een thema met deze naam. Kies een andere naam of voeg ze samen.
refusal-theme-exists = Dit thema bestaat al.
refusal-theme-outdated = De thema's zijn net veranderd. Kijk opnieuw en doe het dan nog eens.
refusal-theme-no_ideas = Selecteer eerst een of meer ideeën.
refusal-theme-idea_elsewhere = Een van deze ideeën zit nu in een ander thema. Kijk opnieuw en selecteer ze nog eens.
refusal-theme-locked = Dit thema staat op slot. Haal het eerst van slot.
refusal-theme-too_many = Er zijn te veel thema's. Voeg er eerst een paar samen.
refusal-theme-too_many_together = Er zijn te veel ideeën die bij elkaar horen. Voeg liever thema's samen.
refusal-theme-contradiction = Dit kan niet samen met een eerdere stap: daarin zei iemand dat twee van deze ideeën wel, of juist niet, bij elkaar horen. Maak die stap eerst ongedaan.
refusal-theme-nothing_to_undo = Deze stap is al ongedaan gemaakt.
refusal-theme-undo_too_late = Hier is al iets aan veranderd. Maak eerst de latere stap ongedaan.
refusal-theme-tune_out_of_range = Meer of minder thema's dan dit kan niet.
refusal-theme-example_struck = Het themateam wil dit niet als voorbeeld. Kies een ander idee, of maak eerst ongedaan dat het geschrapt is.
refusal-theme-suggestion_gone = Deze indeling klopt niet meer. Kijk of er een nieuwe is.
refusal-table-unknown = Deze tafel bestaat niet. Kijk het tafelnummer na.
refusal-table-not_host = Dit kan alleen op de tablet van de tafel.
refusal-notice-empty = Schrijf eerst een bericht.
refusal-notice-too_long = Het bericht is te lang. Maak het korter.
refusal-notice-none = Er staat geen bericht.
refusal-feedback-not_closing = De vraag kan worden gesteld zodra de afsluiting van de dag is begonnen.
refusal-feedback-answered = Er is al op de vraag geantwoord. Zij blijft zoals zij is.
refusal-feedback-none = Er is nog geen vraag gesteld.
refusal-feedback-closed = De vraag is gesloten. Uw antwoord is niet bewaard.
refusal-feedback-score_out_of_range = Kies een cijfer van 1 tot en met { $max }.
refusal-feedback-full = Er passen geen antwoorden meer bij. Vraag een helper.
refusal-wall-unknown = Dit scherm is niet bekend. Kijk de naam na.
refusal-device-table_taken = Deze tafel is al aangemeld op een ander apparaat. U kunt de tafel overnemen.
refusal-device-unknown = Dit apparaat is niet bekend. Meld het opnieuw aan met de code.
refusal-device-too_many = Er kunnen geen apparaten meer bij. Vraag een begeleider.
refusal-page-unknown = Dit adres bestaat niet. Ga naar /join om mee te doen.
refusal-codes-too_many = Er zijn al heel veel links voor dit scherm. Gebruik er een die nog niet gebruikt is: die staan bij Kaarten en badges afdrukken.
refusal-join-used = Deze link is al gebruikt. Vraag Beheer om een nieuwe.
refusal-join-seat_held = Dit apparaat doet al mee. Ga verder op die plek, of kies dat iemand anders meedoet.
refusal-join-code = Deze code werkt niet. Kijk of u hem goed overtypte, of vraag een begeleider om een nieuwe.
refusal-token-missing = Dit apparaat is niet aangemeld. Meld het aan met de code.
refusal-token-invalid = De aanmelding van dit apparaat klopt niet. Meld het opnieuw aan met de code.
refusal-token-expired = De aanmelding van dit apparaat is verlopen. Meld het opnieuw aan met de code.
refusal-token-revoked = Dit apparaat is afgemeld. Meld het opnieuw aan met de code.
refusal-origin-denied = Op dit adres werkt de server niet. Open het adres dat op uw kaart staat.
refusal-version-unsupported = Dit scherm is te oud voor de server. Laad het opnieuw.
refusal-storage-full = De server kan niets meer bewaren. Uw tekst blijft hier staan. Waarschuw een begeleider.
refusal-export-format_unavailable = Deze server kan dit bestand niet maken. Kies een andere vorm.
refusal-doc-unknown = Dit bestaat niet.
refusal-frame-too_large = Het bericht is te groot. Maak de tekst korter.
refusal-text-unreadable = In de tekst staan tekens die de leesrichting omdraaien: anderen zouden iets anders lezen dan u schreef. Typ de tekst opnieuw.
refusal-text-empty = Er staat nog niets. Schrijf eerst een korte tekst.
refusal-text-too_long = De tekst is te lang. Maak hem korter.
refusal-frame-invalid = De server begreep dit bericht niet. Laad dit scherm opnieuw.
refusal-frame-unreadable = De server kon dit bericht niet lezen. Laad dit scherm opnieuw.
refusal-frame-unsupported = De server kent dit soort bericht niet. Laad dit scherm opnieuw.
refusal-hello-missing = Dit scherm meldde zich niet op tijd aan. Het probeert het vanzelf opnieuw.
refusal-node-full = Er is even geen plaats voor nog een apparaat. Dit scherm probeert het vanzelf opnieuw.
refusal-node-not_ready = De server start nog op. Probeer het over een paar seconden opnieuw.
refusal-node-restart = De server start opnieuw op. Dit scherm komt vanzelf terug.
refusal-rate-connection = Dit apparaat maakt te vaak verbinding. Wacht even; het gaat vanzelf verder.
refusal-reader-too_slow = De verbinding is te traag. Dit scherm komt vanzelf terug; loop zo nodig dichter naar de wifi.
refusal-summit-unknown = Deze bijeenkomst is niet gevonden. Kijk of u het goede adres heeft.
refusal-theme-too_many_apart = Er zijn te veel ideeën die niet bij elkaar mogen staan. Verplaats ze liever naar een ander thema.
refusal-watch-too_many = Dit scherm vraagt te veel tegelijk. Laad het opnieuw.
refusal-rehearsal-running = Er loopt al een oefening.
refusal-rehearsal-none = Er loopt geen oefening.
refusal-rehearsal-in_round = Er loopt een ronde: wat tafels nu inleveren, telt mee. Oefen na deze ronde.
refusal-rehearsal-too_many_tables = Zoveel tafels zijn er niet. Kies er hoogstens { $max }.
