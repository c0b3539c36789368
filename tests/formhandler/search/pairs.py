"""What people search for, and what was written: (query, text, whether the text should be found)."""

FINNISH = """
hinta        | Mikä on remontin hinnan arvio?
hinta        | Vertailimme hintoja kolmelta yritykseltä.
hinta        | Onko kokonaishinnassa mukana matkat?
hinta        | Hinnat näyttävät kohtuullisilta.
hinta        | Hinnoissa lienee virhe.
tarjous      | Pyytäisin tarjouksen kattoremontista.
tarjous      | Saimme jo muita tarjouksia.
tarjous      | Tarjouksenne on vanhentunut.
tarjouspyyntö | Lähetin tarjouspyynnön viikko sitten.
katto        | Vesi tulee läpi katon kulmasta.
katto        | Peltikaton maalaus kiinnostaisi.
katto        | Katolla on sammalta, katot ovat vanhoja.
katto        | Kattoremontti olisi ajankohtainen.
katto        | Mitä katonpesu maksaa?
verkkosivu   | Verkkosivujen päivitys ei toimi.
verkkosivut  | Löysin yhteystietonne verkkosivuilta.
remontti     | Kylpyhuoneremontin aikataulu?
remontti     | Remontteja tehdään kesällä.
lasku        | Laskussa oli väärä summa.
laskutus     | Laskutuksen osoite on muuttunut.
vesi         | Kellarissa on vettä lattialla.
vesi         | Veden paine on heikko.
kuukausi     | Voiko maksaa kahdessa kuukaudessa?
vuosi        | Takuu on viiden vuoden mittainen.
uusi         | Tarvitsemme uuden oven.
ovi          | Ovet eivät mene kiinni.
ovi          | Ulko-ovea pitäisi säätää.
osoite       | Annan osoitteen puhelimessa.
laite        | Laitteita on kolme.
huone        | Kahden huoneen maalaus.
liike        | Kävin liikkeessänne eilen.
tarvike      | Sisältyvätkö tarvikkeet hintaan?
asiakas      | Olemme vanhoja asiakkaita.
asiakas      | Asiakkaan toiveesta.
hammas       | Hampaan paikkaus.
puhelin      | Puhelimeni on rikki.
avain        | Avaimet jäivät autoon.
keitin       | Kahvinkeittimen varaosa.
nainen       | Naisten pyörä, punainen.
punainen     | Punaisia tiiliä jäi yli.
virtanen     | Terveisin Liisa Virtasen puolesta.
mäkelä       | Matti Mäkelälle kiitos.
makela       | Matti Mäkelälle kiitos.
yhteys       | Ottakaa yhteyttä iltapäivällä.
mahdollisuus | Onko mahdollisuutta maksaa osissa?
vastaus      | Kiitos nopeasta vastauksesta.
kysymys      | Minulla on kysymyksiä.
rakennus     | Rakennuksen katto vuotaa.
aika         | Milloin teillä on vapaita aikoja? Sovittu ajan mukaan.
aika         | Ajan varaus ei onnistu.
työ          | Milloin työt alkavat?
maa          | Lähetättekö ulkomaille, muihin maihin?
mökki        | Mökin sähköt, mökeillä.
kauppa       | Kaupan päällinen.
lupa         | Tarvitaanko luvan hakemista?
apu          | Tarvitsisin pikaista avun antajaa.
pöytä        | Neljän pöydän varaus.
kulta        | Sormuksen kullan pitoisuus.
ranta        | Rannalla oleva sauna.
kampa        | Löytyikö kammalleni omistaja?
lanka        | Langan väri on väärä.
virta        | Virrat katkesivat.
katu         | Kadun varteen, muilla kaduilla.
lahti        | Lahdessa asuva.
parempi      | Parempaa ei ole, paremman saa muualta.
virheetön    | Virheettömän tuotteen.
kevyt        | Kevyen rakenteen.
hinnan       | Paljonko hinta on?
hintoja      | Mikä hinta?
katon        | Uusi katto.
tarjouksia   | Odotan tarjousta.
asiakkaille  | Vanha asiakas kirjoittaa.
puhelimen    | Uusi puhelin.
osoitetta    | Väärä osoite.
naiset       | Iäkäs nainen.
tilata       | Tilaisin kolme kappaletta, kiitos.
tilata       | Tilasimme maanantaina.
varata       | Haluaisin varaan ajan.
korjata      | Kuka korjaisi tämän?
maksaa       | Paljonko tämä maksoi?
asentaa      | Asennatteko keittiön?
asentaa      | Kuka asensi pumpun?
peruuttaa    | Peruutan tilaukseni.
takuu        | Meneekö se takuuseen?
Jyväskylä    | Asun Jyväskylässä.
Porvoo       | Tulemme Porvoosta.
""".strip()

SWEDISH = """
offert       | Kan ni skicka en offerten till oss?
offert       | Vi har begärt offerter av tre.
tak          | Takets lutning är stor.
taket        | Vårt tak läcker.
faktura      | Fakturan är fel, fakturorna också.
räkning      | Räkningarna kom för sent.
pris         | Vad är priset?
pris         | Era priser verkar höga.
hus          | Husets fasad.
leverans     | När sker leveransen?
beställning  | Min beställningar syns inte.
båt          | Båtarna ligger i hamnen.
telefon      | Telefonen ringer inte.
adress       | Adressen är gammal.
takrenovering | Takrenoveringen började.
""".strip()

ENGLISH = """
offer        | We have received two offers.
price        | Are the prices with tax?
roof         | Both roofs are leaking.
invoice      | The invoices were wrong.
invoices     | One invoice is missing.
paint        | Who painted the house?
painting     | The paint is peeling.
repair       | It was repaired last year.
delivery     | Deliveries take a week.
booking      | I booked a table.
cancel       | I am cancelling my order.
quote        | Could you quote a price? We need quotes.
window       | The windows' frames.
company      | Several companies answered.
""".strip()

#: Written when the rules were done.
UNSEEN = """
kylpyhuone | Kylpyhuoneen laatoitus maksaa mitä?
laatoitus | Laatoituksesta puheen ollen.
keittiö | Keittiössä on remontti.
keittiö | Keittiöiden suunnittelu
sopimus | Sopimusta ei ole vielä allekirjoitettu.
sopimus | Sopimuksemme päättyy.
toimitus | Toimituksen aikataulu, toimituksia.
tilaus | Peruisin tilaukseni.
tuote | Tuotteenne on viallinen
tuote | Tuotteita ei saapunut
maksu | Maksut myöhässä
ikkuna | Ikkunoiden pesu
ikkuna | Ikkunat ovat likaiset
auto | Autossani on vika
talo | Taloon muutti uusia.
talo | Omakotitalossamme on kosteutta.
koti | Kotona ollaan.
koti | Kodin siivous
siivous | Siivousta tarvitaan
koira | Koirien hoito
lapsi | Lapsille sopiva
lapsi | Lasten huone
mies | Miehen puku
puku | Puvun vuokraus
luku | Lukujen tarkistus
kesä | Kesällä, kesän aikana
talvi | Talven ajaksi, talvisin
hääpuku | Hääpuvun korjaus
lahja | Lahjoja isälle
kirja | Kirjojen tilaus
hylly | Hyllyn mitat
pelti | Pellin väri
pelti | Peltien asennus
kosteus | Kosteuden mittaus
vaurio | Kosteusvaurioita löytyi
maali | Maalin sävy
seinä | Seinien rakenne
seinä | Seinässä halkeama
lattia | Lattian hionta
putki | Putket jäätyivät
putki | Putken päässä
sähkö | Sähköt poikki
mittaus | Mittauksen tulos
alennus | Alennuksia?
aukioloaika | Mitkä ovat aukioloajat?
hoito | Hoidon hinta
hieronta | Hieronnan varaus
kukka | Kukkien toimitus
kimppu | Kimpun väri
juhla | Juhliin kakku
kakku | Kakun täyte
leipä | Leivän ohje
Helsinki | Helsingissä asuva
Helsinki | Olen Helsingistä
Turku | Turussa käymässä
Tampere | Tampereella ensi viikolla
Lahti | Lahden keskusta
Espoo | Espooseen
Kokkola | Kokkolassa
Korhonen | Pekka Korhosen asia
Nieminen | Niemiselle terveisiä
Salmi | Annan Salmen numeron
Laine | Laineen perhe
Heikkilä | Heikkilän talo
Järvinen | Järvisten mökki
nopea | Nopeaa toimitusta, nopean avun
kallis | Kallista lystiä, kalliin hinnan
vanha | Vanhojen ikkunoiden
sininen | Sinisen seinän
hyvä | Hyvää päivää, hyviä neuvoja
päivä | Päivän päästä
viikko | Viikon kuluttua
viikko | Ensi viikolla
tunti | Kahden tunnin työ
minuutti | Minuutissa perillä
euro | Sadalla eurolla
kuva | Kuvien lähetys
kuva | Liitän kuvat
liite | Liitteessä kuva
viesti | Viestinne saapui
sähköposti | Sähköpostiini ei tullut
numero | Numerosta soitettiin
yritys | Yrityksenne palvelu
palvelu | Palveluistanne
työntekijä | Työntekijänne kävi
asentaja | Asentajien aikataulu
korjaus | Korjauksen jälkeen
korjata | Voitteko korjata, korjasitteko?
ostaa | Ostin viime vuonna
ostaa | Ostaisin toisen
soittaa | Soittakaa minulle
soittaa | Soitin eilen
lähettää | Lähetin viestin
lähettää | Lähetättekö laskun?
maalata | Maalaisitteko aidan?
vuokrata | Vuokraatteko laitteita?
palauttaa | Palautin tuotteen
siirtää | Siirretään aikaa
siirtää | Voisiko aikaa siirtää
tulla | Tulisitteko katsomaan?
käydä | Kävittekö jo?
nähdä | Näin mainoksenne
mies | Miesten parturi
tie | Teiden auraus
yö | Öisin
""".strip()

#: What a person would be annoyed to get.
NOT = """
katto        | Kadun varrella oli kadut täynnä.
katu         | Katon kulma vuotaa.
ovi          | Sovitaan ensi viikolla.
ale          | Kalenteri on täynnä.
tuli         | Tulkki on varattu.
vesi         | Veto-oikeus ja vesselit.
aika         | Paikka on varattu ja laiva lähti.
lasku        | Lastu lattialla.
hinta        | Hidas netti, hieno homma.
hinta        | Vanhin poikani.
laite        | Laitos on kiinni laitalla.
mökki        | Mokka maistuu.
kauppa       | Kaipaan kahvia kaapista.
apu          | Avoinna kello kahdeksan.
asiakas      | Asia on selvä.
puhelin      | Puheliaita ihmisiä.
uusi         | Uuni on kuuma.
virtanen     | Virta katkesi.
maa          | Maila katosi.
työ          | Tyyny ja tyyli.
lupa         | Lumi suli.
tarjous      | Tarjotin putosi.
remontti     | Reno ja montteri.
kate         | Katu ja kaista.
pris         | Prins och prinsessa.
tak          | Takt och ton.
bil          | Bild på väggen.
båt          | Byn är liten.
roof         | Proof of work.
price        | The prince came.
invoice      | A voice was heard.
offer        | A coffee, please.
window       | The wind blows.
""".strip()


def read(lines: str) -> list[tuple[str, str]]:
    """The pairs of *lines*."""
    parts = (line.partition("|") for line in lines.splitlines())
    return [(query.strip(), text.strip()) for query, _, text in parts]
