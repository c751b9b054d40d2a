//! Words that say nothing about the subject, in the four languages heard at a summit.

/// Dutch, with the words that every idea at a summit has (`meer`, `gemeente`).
pub const DUTCH: &str = "aan aangezien aanleggen aanpakken achter af afschaffen al aldus alle alleen allemaal alles als alsof altijd \
    ander andere anders behalve ben beter betere bewoner bewoners bij bijna bijvoorbeeld binnen blijven boven \
    buiten buurt buurten centrum daar daarna daarom dag dagen dan dat de deze dicht die dit doe doen doet door \
    dorp dorpen dus duurt echt een eens eerst eigen elk elkaar elkaars elke en er erg ergens even extra gaan gaat \
    geef geen gemeente genoeg geven gewoon goed goede graag gratis groot grote haar had hadden handig hard heb \
    hebben hebt heeft heel hele hem hen het hier hij hoe hoog hun hé iedere iedereen iemand iets ik in inwoners is \
    ja jaar je jij jou jouw jullie kan keer klein kleine kleiner kom komen komt kon kort krijg krijgen krijgt kun \
    kunnen laat lang langer laten lokale maak maar mag maken makkelijk makkelijker man me mee meer meest men \
    mensen met mij mijn minder misschien moest moet moeten mogen mooi na naar nee nergens net niemand niet niets \
    nieuw nieuwe niks nodig nog nooit nu of om omdat onder ons onze ook op open organiseer organiseren over overal \
    per plaats plek plekken regel rond ruimte samen snel sneller soms staan staat stad steden steeds stop stoppen \
    stuk te tegen ten ter terug tijdens toch toen tot tussen u uit uw vaak van vanaf veel veels verder via vind \
    voor voordat vrij waar waarin waarom wanneer want waren was wat we week weer weinig weken wel welke werd wie \
    wij wijk wijken wil willen word worden wordt zal ze zeer zelf zetten zich zie zij zijn zit zitten zo zoals \
    zodat zodra zonder zorg zorgen zou zouden";

/// English.
pub const ENGLISH: &str = "a about above across after again all also always am an and any are area areas around as at be because been \
    before being better between big both but by can cannot city community could day did do does doing don't down \
    during each easier easy enough etc even every everyone everything few for free from get give go good had has \
    have having he help her here his how i if in into is it it's its just keep less let like local lot lots make \
    many may me might more most much must my need needs neighborhood neighbourhood never new no none not now of \
    off often on once only open or other our out over own people per place places please provide put really \
    residents same she should small so some something start still stop such than that the their them then there \
    these they thing things this those through to together too town under until up us very want was way we week \
    well were what when where which while who why will with within without would year years yes you your";

/// German.
pub const GERMAN: &str = "aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim besser bessere bin bis \
    bist da damit dann das dass dein dem den denn der des die dies diese diesen dieser doch dort du durch ein eine \
    einem einen einer eines einfach er es etwas euch für gegen geht gibt groß große gut habe haben hat hier ich \
    ihr ihre im immer in ins ist jahr jede jeden jeder jetzt kann kein keine klein kleine können leute machen man \
    mehr mein menschen mit muss müssen nach neue neuen nicht nichts noch nun nur ob oder ohne sehr sein seine sich \
    sie sind so soll sollen sollte stadt tag um und uns unser unsere unter viel viele viertel vom von vor war \
    warum was weg weil weniger wenn wer werden wie wieder wir wird wo woche zu zum zur zwischen über";

/// French.
pub const FRENCH: &str = "afin ai aider alors année au aucun aussi autre autres aux avant avec avoir beaucoup bien bon car ce cela ces \
    cette chaque chez comme comment créer dans de des devrait doit donc du elle elles en encore entre est et eu \
    faire fait faut gens grand grande habitants il ils jamais je jour la le les leur leurs lui ma mais me meilleur \
    mes mettre moi moins mon même ne nos notre nous nouveau nouveaux nouvelle on ont ou où par pas petit petite \
    peu peut plus plusieurs pour pourquoi quand quartier que quel quelle qui quoi sa sans se semaine ses si son \
    sont sous souvent sur ta te tes toi ton tous tout toute toutes trop très tu un une vers ville vos votre vous y \
    à être";
