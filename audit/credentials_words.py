"""Words that somebody who knows this work would try first when guessing a password (ASVS 5.0, 6.2.11).

They are the words of the field, of signing in and of rows of keys, in the languages that programmes of the network work
in. zxcvbn knows English words, names and passwords only: it takes “Täterarbeit2026” for strong (reliability research,
section 2). The list is ours. Accents and capital letters do not matter: both sides are folded before they are compared.
"""
# ruff: noqa: RUF001 - Cyrillic, Greek and Georgian words are meant

_FIELD = """
violence violent abuse abuser perpetrator perpetrators offender survivor survivors victim victims safety safe women
woman men man partner partners expartner children child domestic family gender change programme program programmes
group groups facilitator accountability responsibility respect equality protection shelter helpline support work
guideline guidelines standard standards criteria criterion audit selfaudit self-audit assessment assessor evaluation
network european member members organisation organization association society centre center counselling intervention
istanbul convention council europe wwp wwpen wwp-en wwpnetwork workwithperpetrators work-with-perpetrators duluth caada
risk redline prevention probation prison

gewalt gewalttätig gewaltschutz gewaltfrei häuslich häusliche täter täterin täterarbeit taeterarbeit täterprogramm
opfer opferschutz frauen frau männer mann männerberatung frauenhaus schutz sicherheit kinder kind partnerin familie
beratung beratungsstelle verantwortung gruppe gruppenarbeit verein verband netzwerk programm selbstprüfung prüfung
leitlinie veränderung bewährungshilfe

violences conjugales auteur auteurs victimes femme femmes homme hommes sécurité protection enfant enfants famille couple
responsabilité réseau programme évaluation prévention agresseur foyer

violencia maltrato maltratador agresor víctima víctimas mujer mujeres hombre hombres seguridad protección niños familia
pareja responsabilidad programa igualdad género evaluación prevención red

violenza maltrattamento maltrattante maltrattanti autori vittima vittime donna donne uomo uomini sicurezza protezione
bambini famiglia responsabilità programma rete centro valutazione cambiamento

violência agressor vítima vítimas mulher mulheres homem homens segurança proteção crianças família programa rede

geweld huiselijk pleger plegers daderhulp dader slachtoffer vrouwen mannen veiligheid bescherming kinderen gezin
hulpverlening netwerk

nasilje nasilnik nasilnici obiteljsko porodično žrtva žrtve žena žene zenama muškarac muškarci sigurnost bezbjednost
bezbednost zaštita djeca deca obitelj porodica partnerica odgovornost promjena promena program udruga udruženje mreža
savjetovalište savetovalište podrška tretman počinitelj počinitelji učinilac rodna ravnopravnost
насиље насилник жртва жртве жена жене мушкарац безбедност заштита деца породица одговорност програм мрежа удружење

nasilje družinsko storilec storilci povzročitelj žrtev ženske moški varnost zaščita otroci družina društvo svetovanje

насилство сторител семејно жртви жени мажи безбедност деца семејство мрежа

насилие домашно извършител жертва жени мъже безопасност защита деца семейство мрежа програма

violența violență agresor agresori victimă femei bărbați siguranță protecție copii familie rețea

erőszak bántalmazó elkövető áldozat nők férfiak biztonság védelem gyermek család hálózat

przemoc sprawca sprawcy ofiara kobiety mężczyźni bezpieczeństwo ochrona dzieci rodzina sieć

násilí násilie pachatel páchateľ oběť obeť ženy muži bezpečí bezpečie ochrana děti deti rodina síť

βία δράστης δράστες θύμα θύματα γυναίκα γυναίκες άνδρας άνδρες ασφάλεια προστασία παιδιά οικογένεια δίκτυο κέντρο

ძალადობა მოძალადე მსხვერპლი ქალი ქალები კაცი უსაფრთხოება დაცვა ბავშვები ოჯახი ქსელი

насильство кривдник жертви жінки чоловіки безпека захист діти родина мережа програма

dhuna dhunues viktimë viktima gratë burrat siguria mbrojtja fëmijët familja rrjeti

şiddet fail mağdur kadın kadınlar erkek erkekler güvenlik koruma çocuk aile ağ

våld våldsutövare kvinnor män säkerhet barn familj nätverk vold voldsutøver kvinner menn sikkerhet familie nettverk
väkivalta väkivallan tekijä uhri naiset miehet turvallisuus lapset perhe verkosto
vägivald ohver naised mehed turvalisus vardarbība upuris sievietes vīrieši drošība smurtas auka moterys vyrai saugumas
"""

_SIGNING_IN = """
password passphrase passwort kennwort motdepasse contraseña contrasena parola senha wachtwoord lozinka šifra geslo
лозинка шифра парола пароль hasło heslo jelszó κωδικός κωδικο პაროლი fjalëkalimi fjalekalimi şifre lösenord passord
salasana parool parole slaptažodis secret geheim tajna welcome willkommen bienvenue bienvenido benvenuto dobrodošli
добродошли letmein signin login admin administrator operator manager contributor reader changeme
summer winter spring autumn sommer frühling herbst ljeto leto zima proljeće jesen été hiver verano invierno estate
january february march april june july august september october november december
"""

# Rows of keys that zxcvbn does not know: German, French, and Cyrillic keyboards.
_KEYS = """
qwertz qwertzu qwertzuiop asdfghjkl yxcvbnm azerty azertyuiop qsdfghjklm wxcvbn йцукен йцукенгшщз фывапролд
љњертз љњертзуиоп
"""


def words() -> tuple[str, ...]:
    """Return the words, each once."""
    return tuple(dict.fromkeys(f"{_FIELD} {_SIGNING_IN} {_KEYS}".split()))
