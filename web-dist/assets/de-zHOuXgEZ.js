const e=`grinsendes Gesicht|froh fröhlich haha lachen lol lustig smiley
grinsendes Gesicht mit großen Augen|fröhlich glücklich lachen lol lustig lächeln mund offen smiley
grinsendes Gesicht mit lachenden Augen|fröhlich geschlossen glücklich lol lustig lächeln mund offen smiley witzig
strahlendes Gesicht mit lachenden Augen|fröhlich grinsen happy lustig lächeln smiley zähne
Grinsegesicht mit zugekniffenen Augen|geschlossen haha hehe hihi lachen lol lustig mund offen smiley witzig zusammengekniffen
grinsendes Gesicht mit Schweißtropfen|lachen lustig lächeln mund nervös offen schwitzen smiley
sich vor Lachen auf dem Boden wälzen|gesicht haha hehe lol lustig muahaha rofl smiley tränen witzig
Gesicht mit Freudentränen|fröhlich haha happy hehe hihi lachen lol lustig muahaha rofl smiley witzig
leicht lächelndes Gesicht|smiley
umgekehrtes Gesicht|auf dem kopf lächeln smiley stehen
schmelzendes Gesicht|auflösen beschämt flüssig hitze sarkasmus schwitzen smiley verschwinden
zwinkerndes Gesicht|auge flirten sexy smiley zudrücken zugedrückt zukneifen zuzwinkern
lächelndes Gesicht mit lachenden Augen|erröten freude freundlich glücklich rot wangen
lächelndes Gesicht mit Heiligenschein|brav engel glücklich lieb seelig smiley
lächelndes Gesicht mit Herzen|3 anhimmeln bewundern hdgdl hdl herzchen lieb smiley verknallt verliebt verzückt
lächelndes Gesicht mit herzförmigen Augen|glücklich herzen liebe smiley verliebt
überwältigt|aufgeregt augen gesicht grinsen smiley star stern wow
Kuss zuwerfendes Gesicht|flirten küsschen küssen lieb smiley
küssendes Gesicht|flirten hdl knutsch kuss smiley xoxo
lächelndes Gesicht|fröhlich rot smiley wangen
küssendes Gesicht mit geschlossenen Augen|knutsch kuss küsschen rot smiley wangen
küssendes Gesicht mit lächelnden Augen|flirten knutsch kuss smiley
lachendes Gesicht mit Träne|berührt dankbar erleichtert freudenträne gerührt lächeln smiley stolz
sich die Lippen leckendes Gesicht|lächeln smiley zunge
Gesicht mit herausgestreckter Zunge|bäh lachen lustig smiley ätsch
zwinkerndes Gesicht mit herausgestreckter Zunge|auge smiley zudrücken zugedrückt
irres Gesicht|auge groß klein smiley verrückt
Gesicht mit herausgestreckter Zunge und zusammengekniffenen Augen|bäh ekel igitt schmeck schrecklich smiley
Gesicht mit Dollarzeichen|geld mund smiley zunge
Gesicht mit umarmenden Händen|drücken smiley
verlegen kicherndes Gesicht|haha hand hihi huch lachen mund rot smiley wangen
Gesicht mit offenen Augen und Hand über dem Mund|erschrecken erstaunen furcht geschockt omg schock smiley unglauben verlegenheit
Gesicht mit durch die Finger linsendem Auge|gebannt hervorlugen schüchtern smiley spähen starren verlegen
ermahnendes Gesicht|finger leise psst pst ruhe ruhig sch smiley
nachdenkendes Gesicht|fragen grübeln hm komisch smiley wundern
salutierendes Gesicht|aye jawohl jawoll militär ok respekt smiley zu befehl
Gesicht mit Reißverschlussmund|geheimnis halten schweigen smiley wahren
Gesicht mit hochgezogenen Augenbrauen|argwöhnisch misstrauen skeptisch smiley stutzig zweifel
neutrales Gesicht|ausdruckslos kommentarlos smiley todernst unbeeindruckt
ausdrucksloses Gesicht|kommentarlos selbstgefällig smiley unbeeindruckt unglaublich
Gesicht ohne Mund|kein smiley sprachlos
gestricheltes Gesicht|depressiv deprimiert egal introvertiert smiley traurig unsichtbar verschwinden verstecken
Gesicht in Wolken|geistesabwesend kopf in wolken
süffisant lächelndes Gesicht|feixen flirten mundwinkel schief smiley
verstimmtes Gesicht|langweilig smiley traurig unglücklich unzufrieden
Augen verdrehendes Gesicht|genervt meinetwegen nerv ohje rollen smiley verrollen
Grimassen schneidendes Gesicht|peinlich smiley verziehen zähne
Gesicht, das ausatmet|erleichtert erschöpft husten puh pusten schnaufen seufz smiley
lügendes Gesicht|nase pinocchio schwindel
zitterndes Doppelgesicht|erdbeben omg panik schock smiley verrückt vibrieren wow überrascht
Kopfschütteln|nein
Kopfnicken|ja
erleichtertes Gesicht|augen entspannt geschlossen smiley zen zufrieden
nachdenkliches Gesicht|enttäuscht schrecklich smiley traurig verlieren verloren
schläfriges Gesicht|gute müde nacht smiley traurig
sabberndes Gesicht|smiley
schlafendes Gesicht|dösen einschlafen gute nacht gähnen langweilig mittagsschlaf müde nickerchen smiley zzz
Gesicht mit Augenringen|erschöpft müde schläfrig smiley übermüdet
Gesicht mit Atemschutzmaske|arzt bazillen erkältet krank mund smiley viren virus
Gesicht mit Fieberthermometer|krank messen smiley
Gesicht mit Kopfverband|aua autsch schmerzen smiley verletzung
würgendes Gesicht|ekel eklig erbrechen grün igitt smiley widerlich übelkeit übergeben
kotzendes Gesicht|brechen erbrechen krank schlecht smiley speien spucken übel übergeben
niesendes Gesicht|erkältet gesundheit grippe hatschi krank nase putzen smiley taschentuch
schwitzendes Gesicht|erhitzt fieber fiebrig heiß herausstrecken hitze hitzschlag rot schnaufen smiley zunge
frierendes Gesicht|bibbern blau eisig erfrieren frostig frösteln kalt smiley unter null zittern zähne
schwindeliges Gesicht|angeheitert angeschwipst angetrunken benebelt berauscht beschwipst betrunken gewellt mund smiley
benommenes Gesicht|augen ko krank kreuze schwindelig smiley
Gesicht mit Spiralen als Augen|hypnose höhenangst omg schwindelig smiley verwirrt wirr
explodierender Kopf|entsetzt geschockt gesicht schock smiley unglaublich überwältigt
Gesicht mit Cowboyhut|cowgirl smiley
Partygesicht|aufgeregt feier fest fröhlich geburtstag glückwunsch hurra hut smiley überraschung
verkleidet|brille gesicht incognito inkognito maske nase person smiley spionieren verdeckt
lächelndes Gesicht mit Sonnenbrille|cool smiley
Strebergesicht|brille intelligent klug nerd schlau smart smiley
Gesicht mit Monokel|elegant reich smiley
verwundertes Gesicht|keine ahnung smiley traurig verwirrt weiß nicht
Gesicht mit schrägem Mund|enttäuscht genervt hmpf keine ahnung langweilig skeptisch smiley unsicher zweifelnd
besorgtes Gesicht|smiley sorgen traurig
betrübtes Gesicht|schade smiley traurig
düsteres Gesicht|deprimiert smiley stirnrunzelnd traurig
Gesicht mit offenem Mund|erstaunt omg schockiert unglaublich vergessen wow
verdutztes Gesicht|erstaunt omg smiley sprachlos
erstauntes Gesicht|nee omg schockiert smiley verwundert
errötetes Gesicht mit großen Augen|peinlich rot scham schämen smiley verlegen wangen überrascht
bettelndes Gesicht|anflehen augen bitte flehend groß kulleraugen smiley traurig welpenaugen
Gesicht, das Tränen zurückhält|aufgebracht dankbar freude gerührt rührung smiley stolz weinen
entsetztes Gesicht|mund offen schockiert smiley verwundert
qualvolles Gesicht|arm leidend smiley vergessen wow
ängstliches Gesicht|angst besorgt
besorgtes Gesicht mit Schweißtropfen|angst mund nervös offen ängstlich
trauriges aber erleichtertes Gesicht|enttäuscht knapp schweiß ängstlich
weinendes Gesicht|smiley traurig träne
heulendes Gesicht|flennen schluchzen smiley traurig tränen weinen
vor Angst schreiendes Gesicht|munch omg panik ängstlich
verwirrtes Gesicht|bestürzt frustriert konfus smiley verzweifelt
entschlossenes Gesicht|ausdauernd durchhalten fokus konzentration kopfschmerzen
enttäuschtes Gesicht|leider schade smiley traurig verloren
bedrücktes Gesicht mit Schweiß|angstschweiß augen geschlossen kopfschmerzen smiley
erschöpftes Gesicht|fehlschlag hungrig müde nein smiley unglücklich
müdes Gesicht|niesen smiley traurig
gähnendes Gesicht|gelangweilt langweilig müde schnarch smiley zzz öde
schnaubendes Gesicht|erleichtert gewonnen
schmollendes Gesicht|rot wütend
verärgertes Gesicht|böse smiley wut wütend zornig ärgern
Gesicht mit Symbolen über dem Mund|fluchen schimpfen smiley verdammt wut wütend zensur ärger
grinsendes Gesicht mit Hörnern|böse dämon fantasie lila märchen satan smiley teufel violett
wütendes Gesicht mit Hörnern|böse dämon fantasie kobold lila märchen satan teufel violett
Totenkopf|gesicht knochen märchen schädel tod yolo
Totenkopf mit gekreuzten Knochen|gesicht piratenflagge schädel tod
Kothaufen|mist
Clown-Gesicht|
Ungeheuer|gesicht gruselig japan maske monster märchen oger
Kobold|gemein gesicht japan maske monster märchen tengu ungeheuer wütend
Gespenst|buh fantasy geist gesicht gruselig halloween märchen spuk zunge
Außerirdischer|alien all fantasy gesicht monster märchen ufo weltraum wesen
Computerspiel-Monster|gesicht ufo
Roboter|gesicht monster
grinsende Katze|gesicht lachen lol lustig mund offen smiley tier
grinsende Katze mit lachenden Augen|gesicht smiley tier
Katze mit Freudentränen|gesicht lachen smiley tier
lachende Katze mit Herzen als Augen|gesicht herzaugen liebe lächeln smiley tier verliebt
verwegen lächelnde Katze|gesicht grinsen ironisch lachen smiley tier
küssende Katze|augen geschlossen gesicht kuss küsschen rot smiley tier wangen
erschöpfte Katze|angst gesicht panik schock schrei smiley tier überrascht
weinende Katze|gesicht smiley tier traurig träne
schmollende Katze|gesicht smiley tier verärgert
sich die Augen zuhaltendes Affengesicht|böse geheimnis gemein geste nein omg sehen tier verboten vergessen verstecken
sich die Ohren zuhaltendes Affengesicht|böse geheimnis gemein geste hören nein tier verboten zuhören
sich den Mund zuhaltendes Affengesicht|böse geheimnis gemein geste hand heimlich leise nein sagen sprechen still tier ups verboten
Liebesbrief|herz post siegel
Herz mit Pfeil|liebe
Herz mit Schleife|hochzeitstag jahrestag küsschen küsse liebe valentinstag xoxo
funkelndes Herz|aufregung gefühl glitzern liebe morgen nacht rosa xoxo
wachsendes Herz|aufregung gefühl küsschen küsse liebe nervosität nervös puls xoxo
schlagendes Herz|gefühl liebe puls
kreisende Herzen|emotion gefühl hochzeitstag jahrestag liebe süß
zwei Herzen|date gefühl hochzeitstag jahrestag küsschen küsse liebe rendezvous xoxo
Herzdekoration|emotion gefühl liebe lila violett weiß
Herz als Ausrufezeichen|satzzeichen
gebrochenes Herz|allein gefühl liebeskummer schmerz traurig trennung zerbrochen
Herz in Flammen|brennendes herz leidenschaft liebe
Herz mit Verband|besserung genesen
rotes Herz|
pinkes Herz|gefallen gefällt gefühl liebe mag mögen niedlich rosa süß verliebt
oranges Herz|liebe
gelbes Herz|gefühl liebe
grünes Herz|gefühl liebe romantisch
blaues Herz|gefühl liebe romantisch
hellblaues Herz|aquamarin emotion gefallen gefällt gefühl hdl liebe mag mögen niedlich süß türkis zyan
lila Herz|beste gefühl hdl liebe violett
braunes Herz|
schwarzes Herz|böse
graues Herz|emotion hdl liebe schieferfarben silber
weißes Herz|
Kussabdruck|gefühl knutsch küssen liebe lippen romantisch sexy
100 Punkte|volle punktzahl
Ärger|comic wut
Zusammenstoß|bombe boom comic explodieren kollidieren
schwindlig|benommen comic komet stern
Schweißtropfen|comic feucht nass schwitzen trainieren wasser
Staubwolke|comic rennen weglaufen
Loch|schwarz
Sprechblase mit drei Punkten|comic dialog gespräch unterhaltung
Auge in Sprechblase|dialog reden zeuge
Sprechblase links|dialog reden unterhaltung
Sprechblase für wütende Aussage rechts|
Gedankenblase|comic nachdenken
Schlafen|buchstaben comic gähn langweilig müde nickerchen schnarchen zzz öde
winkende Hand|auf wiedersehen bis später ciao guten tag hallo hey hi tschüs
erhobene Hand von hinten|
Hand mit gespreizten Fingern|5 fünf
erhobene Hand|5 halt high five schlag ein stopp warte
vulkanischer Gruß|finger grüßen hand hände spreizen
nach rechts weisende Hand|ausgestreckt ausstrecken hände reichen schütteln
nach links weisende Hand|ausgestreckt ausstrecken hände reichen schütteln
Hand mit Handfläche nach unten|abweisen fallen lassen hau ab verscheuchen wegscheuchen
Hand mit Handfläche nach oben|anbieten angebot darbieten einladen entgegenstrecken kommen locken reichen
nach links schiebende Hand|drücken halt high 5 moment nein schluss stopp warte mal
nach rechts schiebende Hand|drücken halt high 5 moment nein schluss stopp warte mal
OK-Zeichen|exzellent finger genial hand in ordnung natürlich perfekt super
zusammengedrückte Finger|bündelhand gehts noch geste hand italienisch was
Wenig-Geste|betrag finger gering hand klein menge unbedeutend winzig
Victory-Geste|sieg
Hand mit gekreuzten Fingern|
Hand mit gekreuztem Zeigefinger und Daumen|fingerherz geld kosten teuer
Ich-liebe-dich-Geste|drei finger hand hdl
Teufelsgruß|corna finger hand heavy hörner mano cornuta metal pommesgabel rock yeah
Ruf-mich-an-Handzeichen|anruf shaka
nach links weisender Zeigefinger|handrückseite
nach rechts weisender Zeigefinger|handrückseite
nach oben weisender Zeigefinger von hinten|aufwärts handrücken hier hinauf melden rauf
Mittelfinger|hand
nach unten weisender Zeigefinger|abwärts handrücken hinab hinunter runter
nach oben weisender Zeigefinger von vorne|hand hier melden
auf Betrachter zeigender Zeigefinger|deuten du fingerzeig hand sie stupsen
Daumen hoch|einverstanden finger gut hand in ordnung jawohl klar klasse like nach oben ok super top
Daumen runter|hand nach unten schlecht
erhobene Faust|hand kampf solidarität
geballte Faust|absolut bro hand korrekt zustimmen
Faust nach links|hand
Faust nach rechts|hand
klatschende Hände|applaudieren beifall gratulation großartig gut hand toll
zwei erhobene Handflächen|feiern geste hurra hände
Hände, die Herz bilden|<3 finger geste handgeste handherz hdl liebe
offene Hände|jazz umarmen
Handflächen nach oben|beten gebet hände zusammen
Handschlag|hände vereinbarung
zusammengelegte Handflächen|beten bitten danke gebet gefaltet grüßen
schreibende Hand|stift
Nagellack|kosmetik maniküre
Selfie|smartphone
angespannter Bizeps|arm bodybuilder bro fitnessstudio gewichtheben muckies muskeln stark training
Armprothese|barrierefreiheit
Beinprothese|barrierefreiheit
Bein|extremität fuß gebeugtes knie gliedmaße knie körperglied treten tritt
Fuß|füße kick knöchel körperteil stampfen treten tritt
Ohr|hören körperteil
Ohr mit Hörgerät|barrierefreiheit gehörlos hilfsgerät hörhilfe schwerhörig taub
Nase|körperteil riechen
Gehirn|intelligent klug schlau
Herz (Organ)|anatomie körper mensch puls schlagen
Lunge|atem atmen ausatmen einatmen körper mensch organ
Zahn|perlweiß weiß zähne
Knochen|hund kauknochen skelett
Augen|gesicht gucken schauen sehen
Auge|blick körper schauen sehen
Zunge|hmm körperteil lecken mmh ätsch
Mund|kuss körperteil lippen
auf Lippe beißen|angst besorgt flirten kuss mund nervös sexy unbehaglich zähne ängstlich
Baby|gesicht jung kind kleinkind locke
Kind|enkelkind jung jünger munter strahlend
Junge|enkelsohn gesicht jünger kind munter sohn strahlend
Mädchen|enkeltochter gesicht jung jünger kind munter strahlend tochter
Person|erwachsen mensch
Person: blondes Haar|gesicht mensch
Mann|erwachsen gesicht
Person: Bart|bärtig schnurrbart
Mann: Bart|mann mit bart
Frau: Bart|frau mit bart
Mann: rotes Haar|erwachsen gesicht
Mann: lockiges Haar|erwachsen gesicht
Mann: weißes Haar|erwachsen gesicht
Mann: Glatze|erwachsen gesicht
Frau|erwachsen gesicht
Frau: rotes Haar|erwachsen gesicht
Person: rotes Haar|erwachsen mensch
Frau: lockiges Haar|erwachsen gesicht
Person: lockiges Haar|erwachsen mensch
Frau: weißes Haar|erwachsen gesicht
Person: weißes Haar|erwachsen mensch
Frau: Glatze|erwachsen gesicht
Person: Glatze|erwachsen mensch
Frau: blond|gesicht haar
Mann: blond|gesicht haar
ältere Person|alt erwachsen großeltern mensch weise
älterer Mann|alt erwachsen großeltern großvater mensch opa senior weise
ältere Frau|alt erwachsen großeltern großmutter mensch oma seniorin weise
missmutige Person|frustriert gesicht runzeln stirnrunzelnd unzufrieden verärgert
missmutiger Mann|frustriert gesicht runzeln stirnrunzelnd unzufrieden verärgert
missmutige Frau|frustriert gesicht runzeln stirnrunzelnd unzufrieden verärgert
schmollende Person|eingeschnappt enttäuscht jammerd verärgert
schmollender Mann|eingeschnappt enttäuscht jammerd verärgert
schmollende Frau|eingeschnappt enttäuscht jammerd verärgert
Person mit überkreuzten Armen|gesicht nein nicht verbieten verboten
Mann mit überkreuzten Armen|gesicht nein nicht verbieten verboten
Frau mit überkreuzten Armen|gesicht
Person mit Händen auf dem Kopf|geste oje ok omg über kopf übung
Mann mit Händen auf dem Kopf|geste oje ok omg über kopf übung
Frau mit Händen auf dem Kopf|geste oje ok omg über kopf übung
Infoschalter-Mitarbeiter(in)|abgekippt beleidigen gerüchte geste hand klatsch person sarkasmus tratsch
Infoschalter-Mitarbeiter|abgekippt beleidigen gerüchte geste hand klatsch mann sarkasmus tratsch
Infoschalter-Mitarbeiterin|auskunft frau informationen
Person mit erhobenem Arm|aufzeigen drankommen drannehmen frage geste hand heben hier ich sich melden wissen
Mann mit erhobenem Arm|aufzeigen drankommen drannehmen frage geste hand heben hier ich sich melden wissen
Frau mit erhobenem Arm|aufzeigen drankommen drannehmen frage geste hand heben hier ich sich melden wissen
gehörlose Person|barrierefreiheit hören ohr schwerhörig taub
gehörloser Mann|taub
gehörlose Frau|taub
sich verbeugende Person|bedauern bitten demut entschuldigung geste kniefall meditation sorry unterwerfen verzeihung
sich verbeugender Mann|demut
sich verbeugende Frau|bedauern bitten demut entschuldigung geste kniefall meditation sorry unterwerfen verzeihung
sich an den Kopf fassende Person|frustriert genervt gesicht oh nein omg unfassbar unglaublich verzweifelt
sich an den Kopf fassender Mann|frustriert genervt gesicht oh nein omg unfassbar unglaublich verzweifelt
sich an den Kopf fassende Frau|frustriert genervt gesicht oh nein omg unfassbar unglaublich verzweifelt
schulterzuckende Person|egal gleichgültig keine ahnung weiß nicht zweifel
schulterzuckender Mann|egal gleichgültig keine ahnung weiß nicht zweifel
schulterzuckende Frau|egal gleichgültig keine ahnung weiß nicht zweifel
Arzt/Ärztin|arztkittel doktor(in)
Arzt|doktor krankenpfleger pfleger
Ärztin|arztkittel doktor krankenschwester pflegerin
Student(in)|absolvent(in) doktorhut uni
Student|absolvent diplom doktorhut uni
Studentin|abschluss absolventin diplom doktorhut uni
Lehrer(in)|dozent(in) professor(in)
Lehrer|dozent mann professor tafel
Lehrerin|dozentin frau professorin
Richter(in)|waage
Richter|gerechtigkeit mann recht
Richterin|frau gerechtigkeit recht
Bauer/Bäuerin|farmer(in) gärtner(in) landwirt(in)
Bauer|farmer gärtner landwirt rancher ähre
Bäuerin|farmerin gärtnerin landwirtin ähre
Koch/Köchin|kochen
Koch|restaurant
Köchin|kochen
Mechaniker(in)|elektriker(in) klempner(in)
Mechaniker|elektriker handwerker klempner mann
Mechanikerin|elektrikerin frau handwerkerin klempnerin
Fabrikarbeiter(in)|industriell montage
Fabrikarbeiter|helm
Fabrikarbeiterin|frau helm
Büroangestellte(r)|architekt(in) business manager(in) schlips und kragen
Büroangestellter|manager mann
Büroangestellte|frau managerin mangerin
Wissenschaftler(in)|forscher(in) labor
Wissenschaftler|chemie forscher labor
Wissenschaftlerin|forscherin frau labor
IT-Experte/IT-Expertin|bildschirm computer entwickler(in)
IT-Experte|arbeit bildschirm büro computer entwickler mann office
IT-Expertin|arbeit bildschirm büro computer entwickler frau laptop office
Sänger(in)|entertainer(in) rock star
Sänger|mann mikrofon popstar schauspieler
Sängerin|frau mikrofon popstar schauspielerin
Künstler(in)|farbpalette maler(in)
Künstler|farbpalette maler mann
Künstlerin|farbpalette frau malerin
Pilot(in)|flugzeug
Pilot|flugzeug mann
Pilotin|flieger flugzeug frau
Astronaut(in)|raumfahrt weltraum
Astronaut|mann raumfahrt weltraum
Astronautin|frau raumfahrt weltraum
Feuerwehrmann/-frau|
Feuerwehrmann|
Feuerwehrfrau|
Polizist(in)|beruf festnehmen gesetzeshüter gesicht person uniform verhaften
Polizist|mann
Polizistin|beruf festnehmen frau gesetzeshüterin person uniform verhaften
Detektiv(in)|lupe sherlock spion
Detektiv|mann spion
Detektivin|frau spionage
Wache|buckingham palace bärenfellmütze gesicht london wachfrau wachmann wachsoldat wächter
Wachsoldat|buckingham palace wache
Wachsoldatin|buckingham guard helm london palast wache wächter
Ninja|ausdauer geheimmission killer krieger kunoichi kämpfer mörder person shinobi soldat vermummt
Bauarbeiter(in)|beruf gesicht helm person schutzhelm umbauen
Bauarbeiter|baustelle helm
Bauarbeiterin|baustelle frau helm mann
Person mit Krone|adelig krönung könig monarch prinz
Prinz|krone
Prinzessin|gesicht krone märchen
Person mit Turban|bart dreitagebart
Mann mit Turban|gesicht
Frau mit Turban|gesicht
Mann mit chinesischem Hut|china gesicht kappe mütze person
Frau mit Kopftuch|hidschab hijab mantilla person tichel
Person im Smoking|anzug bräutigam formell mann vornehm
Mann im Smoking|
Frau im Smoking|
Person mit Schleier|braut gesicht hochzeit
Mann mit Schleier|
Frau mit Schleier|
schwangere Frau|
schwangerer Mann|aufgebläht bauch dick person zu viel gegessen überfressen
schwangere Person|aufgebläht bauch dick zu viel gegessen überfressen
Stillen|baby brust frau person
Frau, die Baby die Flasche gibt|eltern füttern mama milch mutter neugeborenes person säugling
Mann, der Baby die Flasche gibt|eltern füttern kind milch männlich neugeborenes papa person säugling vater
Person, die Baby die Flasche gibt|frau füttern mama mann neugeborenes papa säugling vater
Putte|engel gesicht kind märchen
Weihnachtsmann|
Weihnachtsfrau|
Weihnachtsperson|gesicht santa claus
Superheld(in)|person umhang übermensch
Superheld|
Heldin|superheldin
Bösewicht|krimineller person schurke superkräfte verbrecher
männlicher Bösewicht|
weiblicher Bösewicht|
Magier(in)|hexe magiker person zauberer
Magier|hexenmeister zauberer
Magierin|hexe zauberin
Märchenfee|elf fantasy flügel geflügelt mystisch person wesen
männliche Fee|oberon puck zauberer
Fee|titania
Vampir|blutsauger dracula halloween person reißzähne untot zähne
männlicher Vampir|dracula untoter
weiblicher Vampir|untoter
Wassermensch|meerjungfrau meermann märchen nixe person sirene
Wassermann|triton
Meerjungfrau|nixe wasserfrau
Elf(e)|elbe elbin elfe fantasy herr der ringe magie magisch person
Elf|alb elbe magisch
Elfe|elbin magisch
Flaschengeist|aladdin aladin dschinn lampe person wunderlampe wünsche
männlicher Flaschengeist|dschinn
weiblicher Flaschengeist|dschinn
Zombie|apokalypse halloween horror person untot walking dead wandelnder toter
männlicher Zombie|untoter wandelnder toter
weiblicher Zombie|untote wandelnde tote
Troll|fantasy gruslig kobold monster märchen ork ungeheuer
Person, die eine Kopfmassage bekommt|behandlung entspannen kopfschmerzen migräne salon spa therapie
Mann, der eine Kopfmassage bekommt|entspannen kopfschmerzen salon
Frau, die eine Kopfmassage bekommt|
Person beim Haareschneiden|friseur frisur frisör haarschnitt schere
Mann beim Haareschneiden|friseur frisur haarschnitt salon schere
Frau beim Haareschneiden|friseur haarschnitt schere
Fußgänger(in)|gehen person schlendern schlurfen wandern
Fußgänger|gehen mann spaziergang
Fußgängerin|frau gehen schlendern spazieren
Fußgänger(in) nach rechts|gehen person schlendern schlurfen wandern
Fußgängerin nach rechts|frau gehen schlendern spazieren
Fußgänger nach rechts|gehen mann spaziergang
stehende Person|mensch stand
stehender Mann|
stehende Frau|
kniende Person|fersensitz meditation mensch seiza zazen
kniender Mann|
kniende Frau|
kniende Person nach rechts|fersensitz meditation mensch seiza zazen
kniende Frau nach rechts|
kniender Mann nach rechts|
Person mit Langstock|barrierefreiheit blind
Person mit Langstock nach rechts|barrierefreiheit blind
Mann mit Langstock|barrierefreiheit behinderung blind mensch person sehbehindert
Mann mit Langstock nach rechts|barrierefreiheit behinderung blind mensch person sehbehindert
Frau mit Langstock|barrierefreiheit behinderung blind mensch person
Frau mit Langstock nach rechts|barrierefreiheit behinderung blind mensch person
Person in elektrischem Rollstuhl|barrierefreiheit
Person in elektrischem Rollstuhl nach rechts|barrierefreiheit
Mann in elektrischem Rollstuhl|barrierefreiheit behinderung mensch person
Mann in elektrischem Rollstuhl nach rechts|barrierefreiheit behinderung mensch person
Frau in elektrischem Rollstuhl|barrierefreiheit behinderung mensch person
Frau in elektrischem Rollstuhl nach rechts|barrierefreiheit behinderung mensch person
Person in manuellem Rollstuhl|barrierefreiheit
Person in manuellem Rollstuhl nach rechts|barrierefreiheit
Mann in manuellem Rollstuhl|barrierefreiheit behinderung mensch person
Mann in manuellem Rollstuhl nach rechts|barrierefreiheit behinderung mensch person
Frau in manuellem Rollstuhl|barrierefreiheit behinderung mensch person
Frau in manuellem Rollstuhl nach rechts|barrierefreiheit behinderung mensch person
laufende Person|eilig joggen läufer marathon rennen schnell sport
laufender Mann|joggen marathon
laufende Frau|athlet joggen läufer marathon rennen rennt schell
laufende Person nach rechts|eilig joggen läufer marathon rennen schnell sport
laufende Frau nach rechts|athlet joggen läufer marathon rennen rennt schell
laufender Mann nach rechts|joggen marathon
tanzende Frau|tänzerin
tanzender Mann|
schwebender Mann im Anzug|geschäftlich
Personen mit Hasenohren|bunny doppelt leute party seelenverwandt tanzen tänzerinnen zwillinge
Männer mit Hasenohren|bunnys party tanzen twillinge
Frauen mit Hasenohren|bunnys party
Person in Dampfsauna|abschalten entspannen frau luxuriös relaxen spa
Mann in Dampfsauna|
Frau in Dampfsauna|
Bergsteiger(in)|fels kletterer person sport
Bergsteiger|
Bergsteigerin|
Fechter(in)|schwert sport
Pferderennen|jockey auf pferd schnell sport um die wette wetten
Skifahrer(in)|schnee sport
Snowboarder(in)|sport
Golfer(in)|abschlagplatz golfspieler person sport
Golfer|golfspieler mann
Golferin|frau golfspielerin
Surfer(in)|person sport surfboard wassersport wellenreiten
Surfer|mann wellenreiten
Surferin|frau sport strand surfbrett wellen
Person im Ruderboot|angeln kanu paddel sport
Mann im Ruderboot|
Frau im Ruderboot|bootfahrerin see
Schwimmer(in)|kraulen person pool sport triathlon wasser
Schwimmer|kraulen pool
Schwimmerin|frau kraulen pool sport
Person mit Ball|basketball dribbeln sport
Mann mit Ball|handball
Frau mit Ball|basketball handball sport
Gewichtheber(in)|hantel muskeln person schwer sport stark training
Gewichtheber|mann
Gewichtheberin|frau
Radfahrer(in)|fahrrad person radeln sport tour de france
Radfahrer|fahrrad mann
Radfahrerin|fahrrad frau radeln radlerin
Mountainbiker(in)|fahrrad person rad sport tour de france
Mountainbiker|fahrrad mann rad
Mountainbikerin|fahrrad frau rad sport
Rad schlagende Person|akrobatik bodenturnen gymnastik radschlag sport turner
Rad schlagender Mann|akrobatik bodenturnen gymnastik person radschlag sport turner
Rad schlagende Frau|akrobatik bodenturnen gymnastik person radschlag sport turnerin
Ringer(in)|catchen person ringkampf sport wrestler
ringende Männer|catchen ringkampf sport wrestler
ringende Frauen|catchen person ringkampf sport wrestlerin
Wasserballspieler(in)|person schwimmsport sport
Wasserballspieler|mann person schwimmsport sport
Wasserballspielerin|frau person schwimmsport sport
Handballspieler(in)|person schleudern sport werfen
Handballspieler|mann sport
Handballspielerin|frau person schleudern sport werfen
Jongleur(in)|artist geschickt multitasking person zirkus
Jongleur|artist entertainer geschickt mann multitasking person unterhalter zirkus
Jongleurin|frau geschickt multitasking
Person im Lotossitz|burmesischer sitz frau lotussitz meditation schneidersitz yoga zen
Mann im Lotossitz|meditation yoga
Frau im Lotossitz|meditation yoga
badende Person|badewanne badezimmer dusche entspannen
im Bett liegende Person|gute nacht heia müde nachtruhe schlaf schön zzz
sich an den Händen haltende Personen|händchen halten menschen paar pärchen
Händchen haltende Frauen|paar pärchen aus frau und frau
Mann und Frau halten Hände|händchen halten paar pärchen aus frau und mann
Händchen haltende Männer|paar pärchen aus mann und mann zwillinge
sich küssendes Paar|frau herz kuss mann
sich küssendes Paar: Frau, Mann|herz kuss
sich küssendes Paar: Mann, Mann|frau herz kuss
sich küssendes Paar: Frau, Frau|herz kuss mann
Liebespaar|frau herz mann
Liebespaar: Frau, Mann|herz
Liebespaar: Mann, Mann|frau herz
Liebespaar: Frau, Frau|herz mann
Familie: Mann, Frau und Junge|kind mutter vater
Familie: Mann, Frau und Mädchen|junge kind mutter vater
Familie: Mann, Frau, Mädchen und Junge|kind mutter vater
Familie: Mann, Frau, Junge und Junge|kind mutter vater
Familie: Mann, Frau, Mädchen und Mädchen|junge kind mutter vater
Familie: Mann, Mann und Junge|kind mutter vater
Familie: Mann, Mann und Mädchen|junge kind mutter vater
Familie: Mann, Mann, Mädchen und Junge|kind mutter vater
Familie: Mann, Mann, Junge und Junge|kind mutter vater
Familie: Mann, Mann, Mädchen und Mädchen|junge kind mutter vater
Familie: Frau, Frau und Junge|kind mutter vater
Familie: Frau, Frau und Mädchen|junge kind mutter vater
Familie: Frau, Frau, Mädchen und Junge|kind mutter vater
Familie: Frau, Frau, Junge und Junge|kind mutter vater
Familie: Frau, Frau, Mädchen und Mädchen|junge kind mutter vater
Familie: Mann, Junge|kind mutter vater
Familie: Mann, Junge und Junge|kind mutter vater
Familie: Mann, Mädchen|junge kind mutter vater
Familie: Mann, Mädchen und Junge|kind mutter vater
Familie: Mann, Mädchen und Mädchen|junge kind mutter vater
Familie: Frau, Junge|kind mutter vater
Familie: Frau, Junge und Junge|kind mutter vater
Familie: Frau, Mädchen|junge kind mutter vater
Familie: Frau, Mädchen und Junge|kind mutter vater
Familie: Frau, Mädchen und Mädchen|junge kind mutter vater
sprechender Kopf|gesicht silhouette
Silhouette einer Büste|person
Silhouette mehrerer Büsten|personen
sich umarmende Personen|abschied danke drücken freundschaft hallo liebe tschüss
Familie|junge kind mutter vater
Familie: 2 Erwachsene, 1 Kind|
Familie: 2 Erwachsene, 2 Kinder|
Familie: 1 Erwachsene(r), 1 Kind|
Familie: 1 Erwachsene(r), 2 Kinder|
Fußabdrücke|abdruck auf dem weg
Fingerabdruck|forensik identität sicherheit
Affengesicht|banane dschungel tier zoo
Affe|tier
Gorilla|affe gesicht tier
Orang-Utan|affe tier
Hundegesicht|tier treu wau wuff
Hund|haustier tier wau wuff
Blindenhund|barrierefreiheit behinderung sehbehindert tier
Assistenzhund|barrierefreiheit behinderung tier
Pudel|hund tier
Wolf|gesicht tier
Fuchs|gesicht tier
Waschbär|klug neugierig schlau tier
Katzengesicht|miau miez tier
Katze|haustier miau tier
schwarze Katze|kater miau pech tier unglück
Löwe|gesicht sternzeichen tier
Tigergesicht|raubkatze tier
Tiger|tier
Leopard|gepunktet punkte raubkatze raubtier tier zoo
Pferdegesicht|tier
Elch|geweih säugetier tier
Esel|austreten dickschädel dummkopf maultier stur störrisch säugetier tier
Pferd|rennen rennpferd tier
Einhorn|gesicht
Zebra|streifen tier
Hirsch|gesicht tier
Bison|büffel herde ochse tier wisent
Kuhgesicht|tier
Ochse|kuh sternzeichen stier tier
Wasserbüffel|tier
Kuh|bauernhof muh tier
Schweinegesicht|tier
Schwein|bauernhof sau tier
Wildschwein|eber tier
Schweinerüssel|nase tier
Widder|schaf sternzeichen tierkreis
Schaf|bock mäh tier widder wolle
Ziege|steinbock sternzeichen tier
Dromedar|einhöckrig kamel tier wüste
Kamel|tier wüste zweihöckrig
Lama|alpaca alpaka anden kamel tier vicuña wolle
Giraffe|flecken tier
Elefant|tier
Mammut|aussterben groß natur stoßzahn tier wollig
Nashorn|rhinozeros tier
Nilpferd|flusspferd hippo tier
Mäusegesicht|maus nagetier tier
Maus|nage tier
Ratte|nagetier tier
Hamster|gesicht tier
Hasengesicht|kaninchen karnickel langohr mümmelmann nager nagetier tier
Hase|kaninchen karnickel mümmelmann nagetier tier
Streifenhörnchen|tier
Biber|damm natur otter tier
Igel|stachelig tier
Fledermaus|tier vampir
Bär|bärengesicht gesicht tier
Eisbär|arktis nordpol weiß
Koala|tier
Panda|gesicht tier
Faultier|langsam träge
Otter|fischen tier verspielt
Stinktier|skunk
Känguru|australien beuteltier down under hüpfen quokka skippy springen tier wallaby
Dachs|frechdachs honigdachs ratel tier
Tatzenabdrücke|abdruck tier
Truthahn|geflügel pute thanksgiving
Huhn|geflügel henne tier
Hahn|tier
schlüpfendes Küken|ei piep tier vogel
Küken|tier
Küken von vorne|geflügel tier
Vogel|papagei taube tier
Pinguin|tier vogel
Taube|fliegen friede vogel
Adler|tier vogel
Ente|tier vogel
Schwan|hässliches entlein tier vogel
Eule|raubvogel tier uhu vogel weise
Dodo|aussterben dronte groß mauritius natur tier vogel
Feder|fliegen gefieder leicht vogelfeder
Flamingo|bunt farbenfroh rosa tier tropen tropisch vogel
Pfau|bunt stolz tier vogel
Papagei|ausplaudern pirat plappern sprechen tier vogel wiederholen
Flügel|engel federn fliegen flug himmlisch mythologie vogel
schwarzer Vogel|amsel krächzen krähe rabe schnabel tier
Gans|blöd dumm ganter geflügel gänserich schnattern tier vogel
Phönix|asche fabelwesen fantasy feuer reinkarnation tier vogel wiedergeburt
Frosch|gesicht grün quak tier
Krokodil|reptil schnappi tier
Schildkröte|tier
Eidechse|reptil
Schlange|sternzeichen tier
Drachengesicht|märchen tier
Drache|chinesisch neujahr märchen tier
Sauropode|brachiosaurus brontosaurus dino diplodocus saurier tier
T-Rex|dino saurier tree tyrannosaurus rex
blasender Wal|meer ozean tier
Wal|ozean tier
Delfin|meer ozean strand tier
Seehund|meer ozean robbe seelöwe tier
Fisch|aquarium meehr sternzeichen tier
Tropenfisch|tier
Kugelfisch|meer tier
Hai|fisch haifisch meer tier
Oktopus|krake meer tier tintenfisch
Schneckenhaus|muschel strand tier
Koralle|great barrier reef klimawandel meer ozean riff tier
Qualle|autsch brennen gallert glibber meer nesseltier ozean tentakeln
Krebs|krabbe meer sternzeichen strand tierkreis
Hummer|lobster meeresfrucht scheren tier
Garnele|gourmet krustentier meeresfrucht shrimp
Tintenfisch|kalmar tier
Auster|meer muschel perle tauchen tier
Schnecke|langsam tier
Schmetterling|insekt schön
Raupe|gefräßig insekt tier
Ameise|insekt tier
Biene|honig hummel insekt maja natur summ tier
Käfer|insekt krabbeltier minzkäfer tier wanze
Marienkäfer|glückskäfer insekt krabbel punkte tier
Grille|grashüpfer heuschrecke insekt tier zikade
Kakerlake|insekt krabbeln käfer küchenschabe la cucaracha schabe tier
Spinne|insekt tier
Spinnennetz|
Skorpion|horoskop sternzeichen tierkreis
Mücke|biss fieber insekt krankheit malaria moskito schnake stechmücke stich tier virus
Fliege|insekt krankheit made mücke plage schmeißfliege tier verwesen
Wurm|insekt natur parasit regenwurm ringelwurm tier
Mikrobe|amöbe bakterie einzeller medizin virus wissenschaft
Blumenstrauß|bouquet
Kirschblüte|blume pflanze
Blumenstempel|
Lotusblüte|blume buddhismus erleuchtung gleichmut hinduismus liebe lotosblume pflanze reinheit ruhe schönheit
Rosette|pflanze
Rose|blume blüte pflanze
welke Blume|am sterben sterbend verwelkt
Hibiskus|blume blüte pflanze rosa
Sonnenblume|blüte pflanze
gelbe Blüte|blume pflanze
Tulpe|blume blüte pflanze
Hyazinthe|blaue wiesenlupine blume blühen blüte frühling lavendel lila lupine löwenmaul pflanze violett
Spross|junge pflanze
Topfpflanze|dekor grünpflanze haus pflegen wachsen zimmerpflanze
Nadelbaum|pflanze tannenbaum
Laubbaum|blätter grün pflanze wald
Palme|baum kokusnuss oase pflanze strand tropen
Kaktus|dürre natur pflanze trockenzeit wüste
Reisähre|pflanze reispflanze
Kräuter|blätter pflanze
Kleeblatt|grün pflanze
Glücksklee|blatt kleeblatt pflanze silverster vier
Ahornblatt|herbst laub pflanze
Laub|blatt blätter fallendes laub herbst pflanze
Blätter im Wind|blatt laub pflanze
leeres Nest|heim nisten vogelnest zuhause
Nest mit Eiern|heim nisten vogelnest zuhause
Fliegenpilz|giftig
kahler Baum|dürr karg trocken winter
Trauben|frucht obst wein
Honigmelone|cantaloupe frucht obst
Wassermelone|frucht obst
Mandarine|apfelsine frucht obst orange vitamin
Zitrone|frucht obst sauer zitrusfrucht
Limette|cocktail essen frucht obst saft sauer tequila tropisch zitrusfrucht
Banane|frucht obst schale
Ananas|frucht obst
Mango|essen frucht früchte obst shaker tropisch
roter Apfel|frucht obst
grüner Apfel|frucht gesund obst
Birne|frucht obst
Pfirsich|frucht obst
Kirschen|frucht obst
Erdbeere|essen frucht obst
Blaubeeren|essen frucht heidelbeere lebensmittel nahrung obst
Kiwi|frucht obst
Tomate|essen gemüse obst
Olive|essen grün lebensmittel nahrung zweig
Kokosnuss|colada essen frucht palme piña
Avocado|essen frucht
Aubergine|gemüse
Kartoffel|essen gemüse
Karotte|gemüse mohrrübe möhre
Maiskolben|gemüse
Peperoni|chili paprika pfeffer pflanze scharf
Paprika|essen gemüse grün lebensmittel nahrung peperoni
Gurke|essen gemüse scheiben
Blattgemüse|essen grünkohl grünzeug kohl kraut mangold pak choi pok choi salat spinat
Brokkoli|broccoli essen gemüse kohl
Knoblauch|essen geschmack lebensmittel nahrung würze zutat
Zwiebel|essen geschmack gewürz lebensmittel nahrung würze
Erdnuss|essen
Bohnen|essen gemüse hülsenfrucht kidney-bohne lebensmittel
Kastanie|marone
Ingwer|gesund gewürz ginger ale scharf wurzel würzig
Erbsenschote|bohne edamame essen gemüse hülsenfrucht
brauner Pilz|essen fungus gemüse lebensmittel natur pflanze wald
Wurzelgemüse|bete garten rote bete rübe
Brot|essen kohlenhydrate laib brot toast weizen weißbrot
Croissant|corissant französisch frühstück
Baguette|brot französisch frühstück
Fladenbrot|arepa essen lavasch lebensmittel naan nahrung pita
Brezel|brezn essen gedreht oktoberfest
Bagel|backwaren brötchen bäckerei essen frühstück pausenbrot
Pfannkuchen|crepe eierpfannkuchen essen
Waffel|essen lebensmittel nahrung
Käsestück|
Fleischhachse|knochen restaurant
Hähnchenschenkel|fleisch geflügel hühnerbein restaurant
Fleischstück|essen kotelett lammkotelett rot schnitzel schweinekotelett steak
Bacon|essen frühstücksspeck speck
Hamburger|fast food restaurant
Pommes frites|fritten
Pizza|pizzeria
Hotdog|essen frankfurter hot dog wurst würstchen
Sandwich|brot essen
Taco|essen mexikanisch
Burrito|essen mexikanisch
Tamale|burrito eingewickelt essen lebensmittel mexikanisch streetfood wrap
Döner|falafel wrap
Falafel|bällchen essen fleischbällchen kichererbsen lebensmittel nahrung
Ei|frühstück
Spiegelei in Bratpfanne|braten kochen
Pfannengericht|essen paella reispfanne
Topf mit Essen|eintopf gericht schüssel suppe
Fondue|essen geschmolzen käse schokolade schweizerisch topf
Schüssel mit Löffel|brei cerealien essen frühstück haferbrei reisbrei suppe
Salat|blattgemüse essen gesund grün
Popcorn|kino snack
Butter|essen lebensmittel milchprodukt nahrung
Salz|gesalzen geschmack gewürz würze zutat
Konserve|büchse dose essen
Bento-Box|japanisches essen sushi
Reiscracker|
Reisbällchen|essen japanisch
Reis in Schüssel|essen
Reis mit Curry|
Schüssel und Essstäbchen|chinesisches essen dampfend eiernudeln nudeln suppe
Spaghetti|essse nudeln mit tomatensoße pasta restaurant
geröstete Süßkartoffel|essen gemüse
Oden|japanisches gericht restaurant
Sushi|japanisches gericht restaurant
frittierte Garnele|restaurant tempura
Fischfrikadelle|restaurant spirale
Mondkuchen|essen fest herbst mondfest pinyin yuebing
Dango|japanisches gericht mochi-kugeln auf einem spieß restaurant
Teigtasche|chinesische teigtasche dumpling empanada essen gyōza jiaozi kloß pierogi potsticker
Glückskeks|essen prophezeiung
Takeaway-Schachtel|chinesisches essen essen stäbchen
Softeis|
Wassereis|sorbet zerstoßen
Eiscreme|eisbecher eisdiele
Donut|doughnut essen kuchen süß
Keks|cookie plätchen
Geburtstagskuchen|essen feier happy birthday kerzen lebensmittel torte
Torte|kuchen stück torte
Cupcake|bäckerei dessert essen gebäck kalorienbombe konditorei muffin nachspeise streusel süß zucker
Kuchen|essen füllung gebäck pastete torte
Schokoladentafel|essen süßigkeit
Bonbon|süß
Lutscher|lolli süßigkeit
Pudding|dessert flan nachspeise nachtisch schokolade soße
Honigtopf|süß
Babyflasche|fläschchen kind milch trinken
Glas Milch|getränk trinken
Heißgetränk|cafe dampfend kaffee tasse tee trinken
Teekanne|getränk lebensmittel tee brühen teekrug trinken
Teetasse ohne Henkel|getränk grüner tee oolong schale
Sake-Flasche mit Tasse|getränk trinken
Flasche mit knallendem Korken|champagner getränk sekt trinken
Weinglas|alkohol bar
Cocktailglas|bar drink martini
Cocktail|bar exotisches getränk
Bierkrug|bar oktoberfest prost weizenbier
Bierkrüge|anstoßen oktoberfest prosit prost weizen
Sektgläser|anstoßen feier getränk prost
Trinkglas|bar schnaps whiskey
Flüssigkeit ausgießen|ausleeren getränk glas leer missgeschick tropfende flüssigkeit verschütten
Becher mit Strohhalm|brause erfrischung saft selters soda trinken wasser
Bubble Tea|blase essen getränk lebensmittel milch perle taiwan tee
Trinkpäckchen|fruchtsaft getränk obstsaft saft
Mate-Tee|getränk
Eiswürfel|eisberg gefroren kalt kühlen
Essstäbchen|chinesisches essen essen hashi japanisches essen
Teller mit Messer und Gabel|geschirr kochen
Messer und Gabel|abendessen besteck essen frühstück geschirr hunger lecker mittagessen restaurant
Löffel|besteck
Küchenmesser|schneiden
Einmachglas|einweckglas essen gewürzglas leer marmeladeglas schraubglas
Amphore|gefäß kochen krug sternzeichen tierkreis trinken vase wassermann
Globus mit Europa und Afrika|erde weltkugel
Globus mit Amerika|erde nordamerika südamerika weltkugel
Globus mit Asien und Australien|erde weltkugel
Globus mit Meridianen|breitengrad längengrad
Weltkarte|landkarte reisen
Umriss von Japan|karte
Kompass|himmelsrichtung magnetisch navigation orientierung richtung windrose
schneebedeckter Berg|gebirge kalt
Berg|gebirge
Vulkan|ausbruch berg lava wetter
Fuji|berg vulkan
Camping|campen zelt
Strand mit Sonnenschirm|meer
Wüste|heiß
einsame Insel|meer palme strand verlassen
Nationalpark|berg fluss natur schutzgebiet
Stadion|arena
antikes Gebäude|klassizistisch
Kran|bau
Ziegelstein|bauen grenze klinker mauer mörtel wand zugemauert
Felsen|felsig hart natur schwer stein
Holz|baumstamm feuerholz lagerfeuer
Hütte|behausung gebäude haus jurte objekt rundhaus schutz
Wohnhäuser|dorf gebäude haus wohnsiedlung
verfallenes Haus|gebäude heruntergekommen verlassen
Haus|gebäude zuhause
Haus mit Garten|baum
Bürogebäude|hochhaus
japanisches Postgebäude|
Postgebäude|europa
Krankenhaus|ambulanz arzt gebäude medizin notaufnahme
Bank|gebäude geld
Hotel|gebäude unterkunft übernachten
Stundenhotel|gebäude liebe unterkunft
Minimarkt|einkaufen gebäude geschäft lebensmittel
Schule|gebäude
Kaufhaus|einkaufen gebäude geschäft shoppen
Fabrik|gebäude
japanisches Schloss|bauwerk gebäude
Schloss|bauwerk burg europa gebäude märchen
Hochzeit|herz kirche
Tokyo Tower|fernsehturm tokio
Freiheitsstatue|amerika
Kirche|christ gebäude kreuz religion
Moschee|islam moslem muslim religion
Hindutempel|gebäude
Synagoge|jude jüdisch religion tempel
Shinto-Schrein|religion
Kaaba|hajj islam moslem muslim religion
Springbrunnen|garten park
Zelt|camping
neblig|nebel wetter
Sternenhimmel|city hochhäuser nacht skyline stadt
Skyline|gebäude großstadt hochhäuser häuser stadt wolkenkratzer
Sonnenaufgang über Bergen|
Sonnenaufgang über dem Meer|
Abendstimmung in der Stadt|hochhäuser new york skyline sonnenaufgang wolkenkratzer
Sonnenuntergang in der Stadt|großstadt hochhäuser morgenrot wolkenkratzer
Brücke vor Nachthimmel|golden gate
heiße Quellen|dampf
Karussellpferd|reiten
Spielplatzrutsche|rutschbahn vergnügungspark
Riesenrad|freizeitpark volksfest
Achterbahn|freizeitpark volksfest
Barbershop-Säule|friseur herrenfriseur
Zirkuszelt|unterhaltung
Dampflokomotive|bahn fahrzeug schiene zug
Eisenbahnwagen|fahrzeug straßenbahn tram waggon wagon zug
Hochgeschwindigkeitszug mit spitzer Nase|ice shinkansen tgv
Hochgeschwindigkeitszug|bahn japan shinkansen
Zug|bahn eisenbahn ice
U-Bahn|metro
S-Bahn|ice monorail zug
Bahnhof|zug
Straßenbahn|tram verkehrsmittel
Einschienenbahn|magnetschwebebahn monorail
Bergbahn|bimmelbahn zug
Straßenbahnwagen|tram transport verkehrsmittel waggon
Bus|fahrzeug schulbus
Bus von vorne|verkehrsmittel vorderansicht bus
Oberleitungsbus|straßenbahn trolleybus
Kleinbus|fahrzeug
Krankenwagen|ambulanz notfall
Feuerwehrauto|brand löschfahrzeug
Polizeiwagen|streifenwagen
Polizeiwagen von vorne|streifenwagen vorderansicht polizeiwagen
Taxi|auto fahrzeug
Taxi von vorne|auto fahren gelb vorderansicht taxi
Auto|fahren fahrzeug rot verkehr
Auto von vorne|fahrzeug rot vorderansicht auto
Wohnmobil|auto blau fahren verreisen
Pick-up|auto fahren fahrzeug laster lastwagen lieferwagen lkw transport
Lieferwagen|lastwagen lkw
Sattelzug|lastwagen lkw umziehen ziehen um
Traktor|bauernhof landwirtschaft trecker
Rennauto|autorennen
Motorrad|moped
Motorroller|vespa
manueller Rollstuhl|barrierefreiheit behinderung
elektrischer Rollstuhl|barrierefreiheit behinderung
Autorikscha|fahrzeug tuk-tuk
Fahrrad|bmx radeln radler spinning
Tretroller|
Skateboard|brett räder
Rollschuh|rollen sport
Bushaltestelle|
Autobahn|schnellstraße
Bahngleis|gleise schienen
Ölfass|
Tanksäule|benzin tanke
Autorad|drehen reifen rotieren
Polizeilicht|sirene
horizontale Verkehrsampel|vertikal
vertikale Verkehrsampel|horizontal
Stoppschild|achteckig
Baustellenabsperrung|schild
Anker|hafen meer
Rettungsring|leben retten retten schwimmring sicherheit
Segelboot|
Kanu|boot wassersport
Schnellboot|luxus see sommer wasser yacht
Passagierschiff|aida rundreise seereise traumschiff
Fähre|schiff
Motorboot|schiff
Schiff|dampfer kreuzfahrtschiff traumschiff
Flugzeug|flieger
kleines Flugzeug|privatjet
Abflug|fliegen flughafen flugzeug start
Landung eines Flugzeugs|ankunft flieger flughafen landen
Fallschirm|paragliding skydiving sport
Sitzplatz|bus flugzeug zug
Hubschrauber|fliegen helikopter reisen
Schwebebahn|hängebahn
Bergschwebebahn|
Bergseilbahn|gondel
Satellit|sputnik weltraum
Rakete|all weltraum
fliegende Untertasse|alien außerirdisch ufo
Rezeptionsklingel|
Gepäck|ballast hartschalenkoffer koffer reise trolley-tasche
Sanduhr|prozess vorgang läuft zeit
laufende Sanduhr|prozess vorgang läuft
Armbanduhr|zeit
Wecker|uhr zeit
Stoppuhr|zeit
Zeitschaltuhr|timer
Kaminuhr|tick tack
Ziffernblatt 12:00 Uhr|mittag mitternacht zwölf uhr
12:30 Uhr|00:30 halb eins zeit ziffernblatt 12.30 uhr
1:00 Uhr|01:00 13:00 punkt eins zeit ziffernblatt 1.00 uhr
1:30 Uhr|1 uhr 30 halb zwei ziffernblatt 1.30 uhr
2:00 Uhr|zeit ziffernblatt 2.00 uhr
2:30 Uhr|halb drei zeit ziffernblatt 2.30 uhr
3:00 Uhr|zeit ziffernblatt 3.00 uhr
3:30 Uhr|halb vier ziffernblatt 3.30 uhr
4:00 Uhr|zeit ziffernblatt 4.00 uhr
4:30 Uhr|04:30 16:30 halb fünf zeit ziffernblatt 4.30 uhr
5:00 Uhr|05:00 17:00 punkt fünf zeit ziffernblatt 5.00 uhr
5:30 Uhr|05:30 17:30 halb sechs ziffernblatt 5.30 uhr
6:00 Uhr|zeit ziffernblatt 6.00 uhr
6:30 Uhr|halb sieben ziffernblatt 6.30 uhr
7:00 Uhr|ziffernblatt 7.00 uhr
7:30 Uhr|halb acht zeit ziffernblatt 7.30 uhr
8:00 Uhr|um 8 zeit ziffernblatt 8.00 uhr
8:30 Uhr|halb neun ziffernblatt 8.30 uhr
9:00 Uhr|zeit ziffernblatt 9.00 uhr
9:30 Uhr|halb zehn zeit ziffernblatt 9.30 uhr
10:00 Uhr|zeit ziffernblatt 10.00 uhr
10:30 Uhr|halb elf ziffernblatt 10.30 uhr
11:00 Uhr|zeit ziffernblatt 11.00 uhr
11:30 Uhr|halb zwölf zeit ziffernblatt 11.30 uhr
Neumond|
erstes Mondviertel|zunehmend
zunehmender Halbmond|
zweites Mondviertel|zunehmend
Vollmond|
drittes Mondviertel|abnehmend
abnehmender Halbmond|
letztes Mondviertel|abnehmend nacht
Mondsichel|nacht
Neumond mit Gesicht|mondgesicht
Mondsichel mit Gesicht links|weltall
Mondsichel mit Gesicht rechts|nacht
Thermometer|temperatur wetter
Sonne|sonnig strahlen wetter
Vollmond mit Gesicht|
Sonne mit Gesicht|
Ringplanet|gasplanet himmelskörper saturn
weißer mittelgroßer Stern|astronomie gelber stern himmel
funkelnder Stern|glitzern
Sternschnuppe|himmel
Milchstraße|galaxie universum
Wolke|wetter wolkig
Sonne hinter Wolke|wolkig
Wolke mit Blitz und Regen|gewitter wetter wolkig
Sonne hinter kleiner Wolke|bewölkt wetter
Sonne hinter großer Wolke|bewölkt wetter
Sonne hinter Regenwolke|wetter
Wolke mit Regen|wetter
Wolke mit Schnee|kalt wetter
Wolke mit Blitz|gewitter wetter
Wirbelsturm|tornado wetter
Nebel|neblig wetter
Wind|wetter
Wirbel|spirale
Regenbogen|wetter
geschlossener Regenschirm|
Regenschirm|bekleidung wetter
Regenschirm im Regen|
aufgestellter Sonnenschirm|strand
Hochspannung|blitz elektrizität gefahr gewitter strom
Schneeflocke|kalt wetter winter
Schneemann im Schnee|
Schneemann ohne Schneeflocken|kalt winter
Komet|weltall
Feuer|brennen flamme heiß
Tropfen|schweiß träne wasser
Welle|meer
Halloweenkürbis|herbst kürbislaterne
Weihnachtsbaum|tanne
Feuerwerk|silvester
Wunderkerze|feiern feuerwerk party
Feuerwerkskörper|dynamit explosion funken knall kracher silvester sprengen zündstoff
funkelnde Sterne|*
Luftballon|feier geburtstag
Konfettibombe|böller feier juhu knaller party super yay
Konfettiball|feier party
Tanabata-Baum|fest japan sternenfest zettel
Piniendekoration|japan neujahrsfest
japanische Puppen|
traditionelle japanische Windsäcke|feier karpfen
japanisches Windspiel|bimmel feier glocke
traditionelles Mondfest|japan
roter Umschlag|geld geschenk glück hong bao hongbao
pinke Schleife|feier geschenk rosa
Geschenk|feier geburtstag schachtel schleife verpackt weihnachten überraschung
Gedenkschleife|
Eintrittskarten|billet ticket
Ticket|konzert unterhaltung
Militärorden|
Pokal|bundesliga champion gewinnen preis sieger sport trophäe
Sportmedaille|gewinn goldmedaille
Goldmedaille|erster gewinn medaille 1. platz
Silbermedaille|medaille 2. platz zweiter
Bronzemedaille|dritter medaille 3. platz
Fußball|bundesliga messi
Baseball|
Softball|baseball handschuh sport unterarm werfen
Basketball|korb sport
Volleyball|sport
Football|american football sport super bowl
Rugbyball|sport
Tennisball|sport
Frisbee|disc disk fliegende untertasse scheibe ultimate
Bowling|kugel spiel
Kricket|ball cricket schläger
Feldhockey|schläger
Eishockey|puck schläger
Lacrosse|ball schläger sport stick stock tor
Tischtennis|ball ping pong schläger spiel sport
Badminton|federball schläger
Boxhandschuh|boxen sport
Kampfsportanzug|judo karate taekwondo
Tor|fußball netz sport
Golffahne|golfplatz
Schlittschuh|eislauf
Angel mit Fisch|entspannung
Tauchmaske|schnorcheln schwimmen sport
Laufshirt|laufen schärpe sport
Ski|ski und stöcke
Schlitten|rodel schnee
Curlingstein|spiel sport
Darts|pfeil spiel volltreffer zielscheibe
Jo-Jo|spielzeug yo-yo
Drachen|fliegen hochfliegen steigen wind
Wasserpistole|revolver waffe
Billardkugel|8-ball schwarz spiel
Kristallkugel|wahrsager zukunft
Zauberstab|abrakadabra hexe magie magisch wunder
Gamepad|gaming unterhaltung videospiel
Joystick|gaming videospiel
Spielautomat|glücksspiel
Spielwürfel|casino unterhaltung würfeln zufall
Puzzleteil|bestandteile hinweise hobby passen puzzeln spiel teile zusammenpassen
Teddybär|kuscheltier plüschteddy spielwaren stoffbär
Piñata|feier hau drauf mexikanisch objekt party pinada pinata süß
Discokugel|lichtreflexe party spiegel tanz
Matroschka|babuschka matrioschka matrjoschka puppe russland spielzeug
Pik|karten
Herz|kartenspiel
Karo|kartenspiel
Kreuz|kartenspiel
Bauer Schach|
Jokerkarte|spielkarte
Mahjong-Stein|roter drache spiel
japanische Blumenkarte|hanafuda
Masken|kunst theater unterhaltung
gerahmtes Bild|gemälde kunst malen rahmen zeichnen
Mischpalette|farben kunst künstler
Faden|nadel nähen nähfaden nähgarn rolle spule zwirn
Nähnadel|einfädeln faden nadel und faden nähen nähte schneidern stiche sticken
Wollknäuel|ball garn häkeln spinnen stricken wolle zwirn
Knoten|achterknoten binden schnur schnürsenkel seemansknoten segelboot seil verknoten zusammendrehen
Brille|accessoire
Sonnenbrille|augen dunkel
Schutzbrille|augenschutz schweißen schwimmen tauchen
Laborkittel|arzt doc doktor experiment kleidung weiße jacke wissenschaftler
Sicherheitsweste|kleidung notfall
Hemd mit Krawatte|kleidung kragen schlips
T-Shirt|kleidung
Jeans|hose kleidung
Schal|hals kalt kleidung warm anziehen
Handschuhe|
Mantel|brr jacke kalt kleidung warm anziehen
Socken|strumpf strümpfe
Kleid|
Kimono|japanisch kleid
Sari|kleid
einteiliger Badeanzug|kleidung
Slip|badeanzug einteiler kleidung unterwäsche
Shorts|badebekleidung badehose boxershorts kleidung schwimmshorts
Bikini|badeanzug kleidung
Bluse|damenmode kleidung oberbekleidung shirt
Faltfächer|abkühlung flirten heiß kühlen luft zufächeln schüchtern spanisch tanz warm
Geldbörse|accessoire brieftasche münzen portemonnaie
Handtasche|accessoire einkaufen
Clutch|accessoire beutel handtasche kulturbeutel tasche waschtasche
Einkaufstüten|shoppen tasche
Schulranzen|rucksack tornister
Zehensandale|badelatschen flipflops latschen sandalen schuh strandschuh
Herrenschuh|gehen
Sportschuh|laufen rennen sneaker turnschuh
Wanderstiefel|brauner schuh campen camping kleidungsstück outdoor rucksacktour schuh
flacher Schuh|ballerina bequem frauenschuh kleidungsstück slipper
Stöckelschuh|absatz damen elegant high heel highheels pumps rot vornehm
Damensandale|schuh
Ballettschuhe|kleidung tanz
Damenstiefel|schuh
Haarkamm|afro haare kämmen
Krone|kopfbedeckung könig majestät
Damenhut|kleidung kopfbedeckung schleife
Zylinder|hut kopfbedeckung unterhaltung zauberer
Doktorhut|abschlussfeier diplom
Baseballmütze|schirmkappe
Militärhelm|armee heer krieg kämpfer schutzhelm soldat
Rettungshelm|bergen erste hilfe helm mit weißem kreuz hilfe kreuz retten roter helm sanitäter
Gebetskette|beten religion rosenkranz
Lippenstift|kosmetik make-up makeup rot schminke
Ring|diamantring edelstein schmuck verlobung
Edelstein|diamant
durchgestrichener Lautsprecher|leise psst stumm
Lautsprecher mit geringer Lautstärke|eingeschaltet ton an
Lautsprecher mit mittlerer Lautstärke|leise mittellaut ton
Lautsprecher mit hoher Lautstärke|dezibel musik schallwellen
Lautsprecher|megafon schallendes megafon
Megafon|jubel lautsprecher
Posthorn|brief e-mail
Glocke|ding dong klingeling ton eingeschaltet
durchgestrichene Glocke|kein ton leise ton ausgeschaltet
Notenschlüssel|musik partitur violinschlüssel
Musiknote|lied melodie
Musiknoten|
Studiomikrofon|
Schieberegler|musik
Drehregler|bedienknöpfe knöpfe stellknöpfe
Mikrofon|karaoke singen unterhaltung
Kopfhörer|musik unterhaltung
Radio|musik
Saxofon|instrument musik
Akkordeon|concertina harmonika instrument musik quetschkommode schifferklavier spielen ziehharmonika
Gitarre|instrument musik
Klaviatur|instrument musik piano tastatur tasten
Trompete|instrument musik
Geige|instrument musik violine
Banjo|instrument musik saiteninstrument zupfinstrument
Trommel|drumsticks instrument musik schlägel sticks
afrikanische Trommel|conga handtrommel instrument musikinstrument rhythmus
Maracas|cha-cha-cha instrument musik musizieren party percussion rassel tanz
Flöte|band blaskapelle holzblasinstrument instrument musik musizieren orchester spielmannszug
Harfe|amor cupido instrument liebe musik orchester
Mobiltelefon|handy iphone smartphone telefonieren
Mobiltelefon mit Pfeil|anruf handy iphone kommunikation whatsapp
Telefon|anruf festnetz
Telefonhörer|anrufen kommunikation
Pager|kommunikation piepser
Faxgerät|kommunikation
Batterie|akku
schwache Batterie|akku aufladen elektronik ladestand niedriger akkustand
Netzstecker|stromstecker
Laptop|bildschirm computer monitor notebook pc
Desktopcomputer|bildschirm imac monitor
Drucker|computer
Tastatur|computer keyboard
Computermaus|
Trackball|computer
Minidisc|md
Diskette|datenträger
CD|blu-ray dvd
DVD|blu-ray cd computer
Abakus|abaki berechnung kalkulation mathe rechenhilfe rechnen zählen zählrahmen
Filmkamera|kino unterhaltung
Filmstreifen|filmband kino
Filmprojektor|kino unterhaltung
Filmklappe|unterhaltung
Fernseher|film tv
Fotoapparat|fotos kamera
Fotoapparat mit Blitz|
Videokamera|filmen
Videokassette|vhs
Lupe nach links|suche vergrößerungsglas
Lupe nach rechts|suche vergrößerungsglas
Kerze|licht
Glühbirne|hell idee lampe licht
Taschenlampe|licht
rote Papierlaterne|izakaya japanische laterne
Öllampe|diya
Notizbuch mit dekorativem Einband|
geschlossenes Buch|
offenes Buch|bibliothek blättern geöffnet lernen lesen seite
grünes Buch|lesen
blaues Buch|
orangefarbenes Buch|
Bücherstapel|fantasie lesen roman
Notizbuch|
Spiralblock|notizblock
teilweise eingerolltes Blatt|dokument papier seite
Schriftrolle|papier
Vorderseite eines Blattes|dokument papier
Zeitung|medien nachrichten presse
zusammengerollte Zeitung|
Pagemarker|notizen
Lesezeichen|etikett lesen
Etikett|label marke
Geldsack|moneten reich
Münze|bezahlen dollar euro geld gold metall reich schatz silber sparen
Yen-Banknote|geld
Dollar-Banknote|geld währung
Euro-Banknote|geld
Pfund-Banknote|geld
Geldschein mit Flügeln|bank euro knete moneten
Kreditkarte|bankkarte ec-karte geldkarte guthaben
Beleg|abrechnung aufstellung blatt buchhalter quittung rechnung schriftstück
steigende Kurve mit Yen-Zeichen|diagramm markt
Briefumschlag|e-mail
E-Mail|brief e-mail-symbol post
eingehender Briefumschlag|e-mail empfangen
Umschlag mit Pfeil|e-mail gesendet
Postausgang|ablage e-mail
Posteingang|ablage e-mail
Paket|päckchen
geschlossener Briefkasten mit Post|e-mail
geschlossener Briefkasten ohne Post|keine e-mail
offener Briefkasten mit Post|e-mail
offener Briefkasten ohne Post|keine e-mail
Briefkasten|post
Urne mit Wahlzettel|wahlen
Bleistift|
schwarzer Federhalter|füller stift
Füllhalter|füller füllfedehalter schreiben stift
Kugelschreiber|stift
Pinsel|kunst malen
Wachsmalstift|buntstift filzstift
Papier und Bleistift|kurzmitteilung nachricht notiz schreibblock
Aktentasche|
Ordner|akten büro dokument geschlossen
geöffneter Ordner|dokument offen
Karteireiter|akten büro
Kalender|datum
Abreißkalender|datum termin
Notizblock|papier
Spiralkalender|
Rotationskartei|visitenkarten
Aufwärtstrend|diagramm kurve steigend
Abwärtstrend|diagramm fallend kurve
Balkendiagramm|
Klemmbrett|clipboard clpboard zwischenablage
Reißzwecke|anpinnen
Stecknadel|anpinnen reißzwecke rund
Büroklammer|
verhakte Büroklammern|
Lineal|
dreieckiges Lineal|geodreieck
Schere|schneiden schnipp
Karteikasten|büroausstattung büromaterial
Aktenschrank|ablage archiv schublade
Papierkorb|abfalleimer
geschlossenes Schloss|datenschutz sicherheit
offenes Schloss|nicht gesichert
Schloss mit Füller|datenschutz privat sicherheit
Schloss mit Schlüssel|datenschutz privat sicherheit
Schlüssel|passwort schließen
alter Schlüssel|schloss
Hammer|werkzeug
Axt|beil hacken holz spalten werkzeug
Pickel|werkzeug
Hammer und Pickel|arbeiter werkzeug
Hammer und Schraubenschlüssel|werkzeug
Dolch|schwert waffe
gekreuzte Schwerter|waffe
Bombe|comic dynamit explodieren
Bumerang|aborigines australien boomerang schleuder waffe werfen
Pfeil und Bogen|
Schutzschild|
Handsäge|holz sägen tischler trimmen werkzeug
Schraubenschlüssel|werkzeug
Schraubenzieher|werkzeug
Mutter und Schraube|
Zahnrad|werkzeug
Schraubzwinge|werkzeug
Waage|gerechtigkeit gewicht werkzeug wiegen
Blindenstock|barrierefreiheit behinderung gehstock
Linksymbol|kettenglieder verknüpfen zwei ringe
gebrochene Kette|brechen freiheit handschellen zerbrechen
Ketten|eisen
Haken|angelhaken aufhaken aufhängen einhaken hängen metallhaken
Werkzeugkasten|box handkasten kiste mechaniker rote kiste
Magnet|anziehung hufeisen pole positiv negativ u-form
Leiter|hochsteigen holzleiter klettern sprosse stufe
Schaufel|graben loch schippe spaten
Destillierapparat|werkzeug
Reagenzglas|chemie experiment labor substanz versuche wissenschaft
Petrischale|bakterien biologe kultur labor pipette probe
DNA|biologe dns evolution gen leben
Mikroskop|labor untersuchen wissenschaft
Teleskop|himmel
Satellitenschüssel|antenne sat-schüssel satschüssel
Spritze|arzt impfen impfung injektion kanüle nadel
Blutstropfen|flüssigkeit medizin menstruation
Kapsel|arznei arzt medizin pille tabletten
Heftpflaster|verletzt wunde
Krücke|behinderung beinverletzung fußverletzung gehhilfe gehstütze hilfe schmerzen stock verletzt
Stethoskop|abhören arzt doktor herz medizin untersuchung
Röntgenbild|durchleuchten knochen medizin radiologie rippen skelett
Tür|eingang geschlossen
Fahrstuhl|aufzug haus lift symbol transport
Spiegel|holzspiegel reflexion wandspiegel
Fenster|aussicht durchsichtig frische luft glas haus lüften rahmen öffnung
Bett|hotel schlafen übernachtung
Sofa und Lampe|couch
Stuhl|holzstuhl möbel sitzen
Toilette|klo wc
Saugglocke|abfluss gummiglocke klempner klo pömpel pümpel sanitär toilette verstopft wc werkzeug
Dusche|
Badewanne|badezimmer dusche
Mausefalle|anlocken käse mäusefalle
Rasierer|klinge scharf
Creme|feuchtigkeitscreme haarwaschmittel körpercreme lotion nachtcreme shampoo sonnencreme
Sicherheitsnadel|punk windel
Besen|fegen hexe kehren reinigen sauber machen säubern
Korb|bauernhof landwirtschaft picknick tragekorb wäsche
Küchenrolle|hygiene klopapier papierrolle toilette wc
Eimer|behälter bottich kübel wassereimer
Seife|baden putzen reinigen riegel sauber schaum schäumen säubern
Blasen|perlen reinigen schaum schweben seife unter wasser wasserblasen
Zahnbürste|badezimmer körperpflege mundhygiene putzen sauber zahnhygiene zähne
Schwamm|absorbieren aufsaugen löchrig porös putzen putzmittel reinigen sauber machen schaum schäumen
Feuerlöscher|löschen
Einkaufswagen|
Zigarette|kippe rauchen
Sarg|beerdigung tod tot vampir
Grabstein|friedhof rip tot
Urne|beerdigung tod tot
Nazar-Amulett|blau böser blick glasperle glücksbringer kügelchen perle talisman
Hamsa|amulett auge in offener hand fatima glückssymbol hand jüdisch maria muslimisch schutz
Statue|gesicht maske osterinsel
Protestschild|ankündigung bekanntmachung demonstration hinweis mahnwache plakat
Ausweis|dokument führerschein karte pass personalausweis plakette reisepass
Symbol „Geldautomat“|atm
Symbol „Papierkorb“|abfall müll sauberkeit wegschmeißen wegwerfen
Trinkwasser|wasserhahn
Symbol „Rollstuhl“|barrierefrei behindertengerecht
Herren|wc
Damen|wc
Toiletten|wc
Symbol „Baby“|wickelraum
WC|toilette
Passkontrolle|
Zollkontrolle|
Gepäckausgabe|
Gepäckaufbewahrung|schließfach
Warnung|achtung dreieck vorsicht warnschild
Kinder überqueren die Straße|vorsicht
Zutritt verboten|einbahnstrasse kein zutritt keine durchfahrt
Verboten|kein zutritt kein-zutritt-zeichen
Fahrräder verboten|fahhrad radfahren verboten
Rauchverbot|zigarette
Abfall verboten|müll
Kein Trinkwasser|verboten verschmutzt
Fußgänger verboten|
Mobiltelefone verboten|handy
Minderjährige verboten|erwachsene nicht jugendfrei zeichen mit durchgestrichener 18
Radioaktiv|
Biogefährdung|zeichen
Pfeil nach oben|aufwärts norden
Pfeil nach rechts oben|nordosten
Pfeil nach rechts|osten
Pfeil nach rechts unten|südosten
Pfeil nach unten|abwärts süden
Pfeil nach links unten|
Pfeil nach links|westen
Pfeil nach links oben|nordwesten
Pfeil nach oben und unten|entgegengesetzt
Pfeil nach links und rechts|entgegengesetzt
geschwungener Pfeil nach links|
geschwungener Pfeil nach rechts|umdrehen
geschwungener Pfeil nach oben|
geschwungener Pfeil nach unten|
kreisförmige Pfeile im Uhrzeigersinn|
Pfeile gegen den Uhrzeigersinn|kreisförmige pfeile gegen den uhrzeigersinn
BACK-Pfeil|links zurück
END-Pfeil|ende-zeichen links
ON!-Pfeil|anschalten ein-zeichen einschaltem rechts und links
SOON-Pfeil|bald-zeichen rechts
TOP-Pfeil|top-zeichen
religiöse Stätte|kultstätte
Atomzeichen|atheist
om|hinduismus religion
Davidstern|jüdisch religion
Dharma-Rad|buddhismus
Yin und Yang|daoismus religion
lateinisches Kreuz|christentum religion römisch
orthodoxes Kreuz|christentum religion
Hilal und Stern|islam muslim religion
Friedenszeichen|
Menora|leuchter religion
Hexagramm mit Punkt|wahrsager
Khanda|deg tegh fateh glaube khalsa religion schwert sikh
Widder (Sternzeichen)|
Stier (Sternzeichen)|horoskop
Zwillinge (Sternzeichen)|horoskop
Krebs (Sternzeichen)|
Löwe (Sternzeichen)|horoskop
Jungfrau (Sternzeichen)|horoskop
Waage (Sternzeichen)|horoskop
Skorpion (Sternzeichen)|horoskop
Schütze (Sternzeichen)|
Steinbock (Sternzeichen)|
Wassermann (Sternzeichen)|
Fische (Sternzeichen)|horoskop
Schlangenträger|sternbild
Zufallsmodus|gekreuzt pfeile richtung verschlungene pfeile nach rechts
Wiederholen|im uhrzeigersinn keycap pfeile tastenkappe
Titel wiederholen|dasselbe wiederholen einmal im uhrzeigersinn noch einmal pfeile
Wiedergabe|abspielen dreieck pfeil rechts
Doppelpfeile nach rechts|vorwärts weiter überspringen
Nächster Titel|doppelpfeil dreieck vorwärts weiter
Wiedergabe oder Pause|dreieck pfeil rechts
Pfeil zurück|dreieck links
Zurückspulen|doppelpfeil dreieck pfeil vorheriger titel
Vorheriger Titel|doppelpfeil dreieck pfeil zurück
Aufwärts-Schaltfläche|nach oben pfeil
Doppelpfeile nach oben|aufwärts
Abwärts-Schaltfläche|nach unten pfeil
Doppelpfeile nach unten|
Pause|keycap streifen tastenkappe vertikal
Stopp|aufnahme stoppen keycap quadrat tastenkappe
Aufnehmen|aufnahme keycap kreis tastenkappe
Auswerfen|auswurf medien
Kinosymbol|film unterhaltung
Taste Dimmen|gedimmt helligkeit schwache helligkeit
Heller-Taste|helligkeit starke helligkeit
balkenförmige Signalstärkenanzeige|empfang mobilfunksignal
WLAN|computer drahtlos hotspot internet kabellos netzwerk router verbindung wi-fi
Vibrationsmodus|handy kommunikation mobiltelefon symbol für vibrationsalarm vibrieren
Mobiltelefon aus|ausschalten handy aus
Frauensymbol|weiblich zeichen
Männersymbol|mann zeichen
Transgender-Symbol|
mal|abbrechen multiplikation x ×
plus|+ addieren mathe
minus|- mathe −
geteilt durch|division mathe ÷
Gleichheitszeichen extrafett|ist gleich mathematik vergleichszeichen
Unendlichkeit|ewig grenzenlos
doppeltes Ausrufezeichen|muss rot satzzeichen
Ausrufe- und Fragezeichen|rot satzzeichen
rotes Fragezeichen|satzzeichen warum wieso
weißes Fragezeichen|satzzeichen warum
weißes Ausrufezeichen|muss satzzeichen
rotes Ausrufezeichen|! satzzeichen
Wellenlinie|gewellt
Geldwechsel|währung
Dollarzeichen extrafett|bezahlen geld knete moneten teuer usd währung
Äskulapstab|apotheke arznei asklepiosstab medizin
Recycling-Symbol|grüne punkt
Lilie|fleur-de-lis
Dreizack|anker poseidon triton
Namensschild|
japanisches Anfänger-Zeichen|
hohler roter Kreis|großer kreis
weißes Häkchen|abgehakt erledigt
abgehaktes Kästchen|abstimmungsfeld ankreuz feld häkchen wahlurne ✓
kräftiges Häkchen|abhaken erledigt fertig haken
Kreuzzeichen|abbrechen durchgestrichen mal multiplikation rotes kreuz x
angekreuztes Kästchen|feld kreuzsymbol im quadrat quadrat x
Schleife|
Doppelschleife|blau rechteck
Teilalternationszeichen|japanisch zeichensetzung
achtzackiger Stern|* grün quadrat
achtstrahliger Stern|*
Funkeln|* grün quadrat
Copyright|
Registered-Trademark|markenzeichen
Markenzeichen|tm trademark
Spritzer|farbe fleck holi klecks tinte
Taste: #|
Taste: *|
Taste: 0|
Taste: 1|
Taste: 2|
Taste: 3|
Taste: 4|
Taste: 5|
Taste: 6|
Taste: 7|
Taste: 8|
Taste: 9|
Taste: 10|
Eingabesymbol lateinische Großbuchstaben|abcd großschreiben
Eingabesymbol lateinische Kleinbuchstaben|
Eingabesymbol Zahlen|1234 ziffern
Eingabesymbol Sonderzeichen|% & keycap tastenkappe ♪ 〒
Eingabesymbol lateinische Buchstaben|abc alphabet
Großbuchstabe A in rotem Quadrat|blut negativ positiv
Großbuchstaben AB in rotem Quadrat|blut negativ positiv
Großbuchstabe B in rotem Quadrat|blut negativ positiv
Großbuchstaben CL in rotem Quadrat|
Wort „Cool“ in blauem Quadrat|
Wort „Free“ in blauem Quadrat|
Buchstabe „i“ in blauem Quadrat|information
Großbuchstaben ID in lila Quadrat|
Buchstabe „M“ in Kreis|eingekreist großbuchstabe
Wort „New“ in blauem Quadrat|neu
Großbuchstaben NG in blauem Quadrat|
Großbuchstabe O in rotem Quadrat|0 blut negativ positiv
Großbuchstaben OK in blauem Quadrat|keycap okay taste
Großbuchstabe P in blauem Quadrat|parken parkplatz taste
SOS-Zeichen|hilfe
Schriftzug „UP!“ im blauen Quadrat|keycap taste
Schriftzug VS in orangem Quadrat|gegen taste versus
Schriftzeichen „koko“|japanisches schriftzeichen
Schriftzeichen „sa“|japanisches schriftzeichen
Schriftzeichen für „Monatsbetrag“|japanisch monatlich mond taste
Schriftzeichen für „nicht gratis“|berechnen existieren japanisch taste
Schriftzeichen für „reserviert“|finger japanisches schriftzeichen
Schriftzeichen für „Schnäppchen“|japanisches schriftzeichen vorteil
Schriftzeichen für „Rabatt“|japanisches schriftzeichen teilen
Schriftzeichen für „gratis“|japanisches schriftzeichen verhandlung
Schriftzeichen für „verbieten“|japanisches schriftzeichen kanji
Schriftzeichen für „akzeptieren“|japanisch
Schriftzeichen für „anwenden“|chinesisches schriftzeichen japanisches schriftzeichen
Schriftzeichen für „Note zum Bestehen“|bestanden chinesisches schriftzeichen japanisches schriftzeichen zusammen
Schriftzeichen für „Zimmer frei“|chinesisches schriftzeichen japanisches schriftzeichen leer
Schriftzeichen für „Gratulation“|chinesisches schriftzeichen japanisches schriftzeichen
Schriftzeichen für „Geheimnis“|chinesisches schriftzeichen japanisches schriftzeichen
Schriftzeichen für „Geöffnet“|betrieb chinesisches schriftzeichen japanisches schriftzeichen
Schriftzeichen für „Kein Zimmer frei“|belegt besetzt chinesisches schriftzeichen fülle japanisches schriftzeichen kanji
roter Punkt|ball großer roter kreis kreis
oranger Punkt|form kreis
gelber Punkt|form kreis scheibe
grüner Punkt|form kreis
blauer Punkt|ball großer blauer kreis kreis
lila Punkt|form kreis scheibe violett
brauner Punkt|form kreis
schwarzer Punkt|ball großer schwarzer kreis kreis rund
weißer Punkt|ball großer weißer kreis kreis
rotes Quadrat|form viereck
oranges Quadrat|form viereck
gelbes Quadrat|form viereck
grünes Quadrat|form viereck
blaues Quadrat|form viereck
lila Quadrat|form viereck violett
braunes Quadrat|form viereck
großes schwarzes Quadrat|
großes weißes Quadrat|
mittelgroßes schwarzes Quadrat|
mittelgroßes weißes Quadrat|
mittelkleines schwarzes Quadrat|
mittelkleines weißes Quadrat|geometrisch
kleines schwarzes Quadrat|punkt
kleines weißes Quadrat|
große orangefarbene Raute|
große blaue Raute|
kleine orangefarbene Raute|
kleine blaue Raute|
rotes Dreieck mit der Spitze nach oben|aufwärts
rotes Dreieck mit der Spitze nach unten|abwärts
Rautenform mit Punkt|diamant
Optionsfeld|schaltfläche
weiße quadratische Schaltfläche|
schwarze quadratische Schaltfläche|
Zielflagge|
Wimpel|
überkreuzte Flaggen|
schwarze Flagge|
weiße Flagge|
Regenbogenflagge|
Transgender-Flagge|
Piratenflagge|
Flagge: Ascension|
Flagge: Andorra|
Flagge: Vereinigte Arabische Emirate|
Flagge: Afghanistan|
Flagge: Antigua und Barbuda|
Flagge: Anguilla|
Flagge: Albanien|
Flagge: Armenien|
Flagge: Angola|
Flagge: Antarktis|
Flagge: Argentinien|
Flagge: Amerikanisch-Samoa|
Flagge: Österreich|
Flagge: Australien|
Flagge: Aruba|
Flagge: Ålandinseln|
Flagge: Aserbaidschan|
Flagge: Bosnien und Herzegowina|
Flagge: Barbados|
Flagge: Bangladesch|
Flagge: Belgien|
Flagge: Burkina Faso|
Flagge: Bulgarien|
Flagge: Bahrain|
Flagge: Burundi|
Flagge: Benin|
Flagge: St. Barthélemy|
Flagge: Bermuda|
Flagge: Brunei Darussalam|
Flagge: Bolivien|
Flagge: Karibische Niederlande|
Flagge: Brasilien|
Flagge: Bahamas|
Flagge: Bhutan|
Flagge: Bouvetinsel|
Flagge: Botsuana|
Flagge: Belarus|
Flagge: Belize|
Flagge: Kanada|
Flagge: Kokosinseln|
Flagge: Kongo-Kinshasa|
Flagge: Zentralafrikanische Republik|
Flagge: Kongo-Brazzaville|
Flagge: Schweiz|
Flagge: Côte d’Ivoire|
Flagge: Cookinseln|
Flagge: Chile|
Flagge: Kamerun|
Flagge: China|
Flagge: Kolumbien|
Flagge: Clipperton-Insel|
flag: Sark|
Flagge: Costa Rica|
Flagge: Kuba|
Flagge: Cabo Verde|
Flagge: Curaçao|
Flagge: Weihnachtsinsel|
Flagge: Zypern|
Flagge: Tschechien|
Flagge: Deutschland|
Flagge: Diego Garcia|
Flagge: Dschibuti|
Flagge: Dänemark|
Flagge: Dominica|
Flagge: Dominikanische Republik|
Flagge: Algerien|
Flagge: Ceuta und Melilla|
Flagge: Ecuador|
Flagge: Estland|
Flagge: Ägypten|
Flagge: Westsahara|
Flagge: Eritrea|
Flagge: Spanien|
Flagge: Äthiopien|
Flagge: Europäische Union|
Flagge: Finnland|
Flagge: Fidschi|
Flagge: Falklandinseln|
Flagge: Mikronesien|
Flagge: Färöer|
Flagge: Frankreich|
Flagge: Gabun|
Flagge: Vereinigtes Königreich|
Flagge: Grenada|
Flagge: Georgien|
Flagge: Französisch-Guayana|
Flagge: Guernsey|
Flagge: Ghana|
Flagge: Gibraltar|
Flagge: Grönland|
Flagge: Gambia|
Flagge: Guinea|
Flagge: Guadeloupe|
Flagge: Äquatorialguinea|
Flagge: Griechenland|
Flagge: Südgeorgien und die Südlichen Sandwichinseln|
Flagge: Guatemala|
Flagge: Guam|
Flagge: Guinea-Bissau|
Flagge: Guyana|
Flagge: Sonderverwaltungsregion Hongkong|
Flagge: Heard und McDonaldinseln|
Flagge: Honduras|
Flagge: Kroatien|
Flagge: Haiti|
Flagge: Ungarn|
Flagge: Kanarische Inseln|
Flagge: Indonesien|
Flagge: Irland|
Flagge: Israel|
Flagge: Isle of Man|
Flagge: Indien|
Flagge: Britisches Territorium im Indischen Ozean|
Flagge: Irak|
Flagge: Iran|
Flagge: Island|
Flagge: Italien|
Flagge: Jersey|
Flagge: Jamaika|
Flagge: Jordanien|
Flagge: Japan|
Flagge: Kenia|
Flagge: Kirgisistan|
Flagge: Kambodscha|
Flagge: Kiribati|
Flagge: Komoren|
Flagge: St. Kitts und Nevis|
Flagge: Nordkorea|
Flagge: Südkorea|
Flagge: Kuwait|
Flagge: Kaimaninseln|
Flagge: Kasachstan|
Flagge: Laos|
Flagge: Libanon|
Flagge: St. Lucia|
Flagge: Liechtenstein|
Flagge: Sri Lanka|
Flagge: Liberia|
Flagge: Lesotho|
Flagge: Litauen|
Flagge: Luxemburg|
Flagge: Lettland|
Flagge: Libyen|
Flagge: Marokko|
Flagge: Monaco|
Flagge: Republik Moldau|
Flagge: Montenegro|
Flagge: St. Martin|
Flagge: Madagaskar|
Flagge: Marshallinseln|
Flagge: Nordmazedonien|
Flagge: Mali|
Flagge: Myanmar|
Flagge: Mongolei|
Flagge: Sonderverwaltungsregion Macau|
Flagge: Nördliche Marianen|
Flagge: Martinique|
Flagge: Mauretanien|
Flagge: Montserrat|
Flagge: Malta|
Flagge: Mauritius|
Flagge: Malediven|
Flagge: Malawi|
Flagge: Mexiko|
Flagge: Malaysia|
Flagge: Mosambik|
Flagge: Namibia|
Flagge: Neukaledonien|
Flagge: Niger|
Flagge: Norfolkinsel|
Flagge: Nigeria|
Flagge: Nicaragua|
Flagge: Niederlande|
Flagge: Norwegen|
Flagge: Nepal|
Flagge: Nauru|
Flagge: Niue|
Flagge: Neuseeland|
Flagge: Oman|
Flagge: Panama|
Flagge: Peru|
Flagge: Französisch-Polynesien|
Flagge: Papua-Neuguinea|
Flagge: Philippinen|
Flagge: Pakistan|
Flagge: Polen|
Flagge: St. Pierre und Miquelon|
Flagge: Pitcairninseln|
Flagge: Puerto Rico|
Flagge: Palästinensische Autonomiegebiete|
Flagge: Portugal|
Flagge: Palau|
Flagge: Paraguay|
Flagge: Katar|
Flagge: Réunion|
Flagge: Rumänien|
Flagge: Serbien|
Flagge: Russland|
Flagge: Ruanda|
Flagge: Saudi-Arabien|
Flagge: Salomonen|
Flagge: Seychellen|
Flagge: Sudan|
Flagge: Schweden|
Flagge: Singapur|
Flagge: St. Helena|
Flagge: Slowenien|
Flagge: Spitzbergen und Jan Mayen|
Flagge: Slowakei|
Flagge: Sierra Leone|
Flagge: San Marino|
Flagge: Senegal|
Flagge: Somalia|
Flagge: Suriname|
Flagge: Südsudan|
Flagge: São Tomé und Príncipe|
Flagge: El Salvador|
Flagge: Sint Maarten|
Flagge: Syrien|
Flagge: Eswatini|
Flagge: Tristan da Cunha|
Flagge: Turks- und Caicosinseln|
Flagge: Tschad|
Flagge: Französische Süd- und Antarktisgebiete|
Flagge: Togo|
Flagge: Thailand|
Flagge: Tadschikistan|
Flagge: Tokelau|
Flagge: Timor-Leste|
Flagge: Turkmenistan|
Flagge: Tunesien|
Flagge: Tonga|
Flagge: Türkei|
Flagge: Trinidad und Tobago|
Flagge: Tuvalu|
Flagge: Taiwan|
Flagge: Tansania|
Flagge: Ukraine|
Flagge: Uganda|
Flagge: Amerikanische Überseeinseln|
Flagge: Vereinte Nationen|
Flagge: Vereinigte Staaten|
Flagge: Uruguay|
Flagge: Usbekistan|
Flagge: Vatikanstadt|
Flagge: St. Vincent und die Grenadinen|
Flagge: Venezuela|
Flagge: Britische Jungferninseln|
Flagge: Amerikanische Jungferninseln|
Flagge: Vietnam|
Flagge: Vanuatu|
Flagge: Wallis und Futuna|
Flagge: Samoa|
Flagge: Kosovo|
Flagge: Jemen|
Flagge: Mayotte|
Flagge: Südafrika|
Flagge: Sambia|
Flagge: Simbabwe|
Flagge: England|
Flagge: Schottland|
Flagge: Wales|`;export{e as default};
