# ruff: noqa: RUF001 - words in Greek and Cyrillic are what is looked for
"""The words by which a person's name is told from other capitalised words: general knowledge, of no person.

Lists can only ever be part of what people write: docs/data-protection.md says how often they fail.
"""

from audit.core.personal_text import listed, word_key


def _keys(words: str) -> frozenset[str]:
    return frozenset(map(word_key, listed(words)))


# Before a name. One-letter titles are in ``DOTTED``.
TITLES = _keys(
    "mr mrs ms miss mx dr prof sir madam herr herrn frau fräulein monsieur madame mme mlle señor señora señorita sr"
    " sra srta don doña signor signore signora signorina sig sig.ra dott dottor dottoressa senhor senhora gospodin"
    " gospodina gospodinu gospodinom gospođa gospođe gospođi gospođu gospođom gospa gosp gđa gđe gđi gđu gđom gdin"
    " gdina pan pana panu panem pani panią pán pána paní господин господина господину г-н г-на г-жа г-жи госпожа"
    " госпожо госпођа госпођи госпођу госпођом пан пана пані г-ђа κος κα κας κύριος κύριο κύριε κυρία κυρίας zoti"
    " zotit zonja znj domnul doamna domnule dl dna meneer mevrouw mevr dhr hr fru herra rouva neiti sayın bay bayan"
    " ბატონი ბატონმა ბატონს ქალბატონი ქალბატონმა ქალბატონს ქალბატონ ბატონ ponas ponia"
)
# Only with the point, and in this case of letters: "g. Horvat", "κ. Νικολάου", "p. Nowak".
DOTTED = frozenset({"g", "κ", "p"})
# After a name: "Ahmet Bey", "Kitalált úr".
TITLES_AFTER = frozenset({"Bey", "Hanım", "Hanim", "Beyefendi", "Hanımefendi", "úr", "asszony", "néni", "bácsi"})
# After a title these are no name: "Herr Minister", "Madam Chair".
OFFICES = _keys(
    "minister ministerin direktor direktorin präsident präsidentin bürgermeister president chair director judge"
    " minister professor und oder and or"
)
# Who stands in someone's life: "his wife Ana", "klijent M.K.", "seine Tochter Lena".
KIN = _keys(
    "wife husband son daughter partner ex-partner girlfriend boyfriend mother father sister brother client"
    " perpetrator victim survivor participant stepson stepdaughter ex-wife ex-husband named called frau ehefrau"
    " ehemann mann sohn tochter partnerin ex-partnerin freundin mutter vater schwester bruder klient klientin"
    " teilnehmer femme mari épouse époux fils fille compagne conjointe mère père sœur frère client cliente mujer"
    " esposa marido hijo hija pareja madre padre hermana hermano usuario usuaria moglie marito figlio figlia"
    " compagna sorella fratello utente mulher esposa filho filha companheira mãe pai irmã utente žena žene ženu"
    " ženi ženom supruga suprugu supruge supruzi suprugom sin sina sinu kći kćer kćeri kćerka ćerka ćerku majka"
    " otac sestra brat klijent klijenta klijentu klijentom klijentica partnerica partnericu partnerka жена жену"
    " жени женом супруга супругу син сина ћерка кћи клијент клијента партнерка партнерку мајка съпруга съпругата"
    " дъщеря клиент клиента приятелка сестра майка дружина дружину донька клієнт żona żonę żony żonie syn syna"
    " córka córkę klient klienta uczestnik partnerka partnerkę matka siostra σύζυγος σύζυγο γιος κόρη πελάτης"
    " ωφελούμενος μητέρα αδελφή eşi karısı oğlu kızı danışan annesi kardeşi felesége fia lánya ügyfél élettársa"
    " soția soție fiul fiica clientul partenera vrouw echtgenote zoon dochter cliënt vriendin hustru fru dotter"
    " klient sambo kone datter sønn sin manželka manželku dcera klient vaimo vaimonsa poika poikansa tytär asiakas"
    " gruaja gruas bashkëshortja djali vajza klienti meje ცოლი ცოლს მეუღლე მეუღლეს ქალიშვილი შვილი კლიენტი"
)
# May stand between: "жена му Мария", "gruaja e tij Mirela", "σύζυγός του Ελένη".
OWNING = _keys("lui ei e tij saj dele dela dos του της μου му ѝ и його її njegova njegov njezin od di van is was")
# Beginnings of words that institutions, papers, roles, the law and our work are made of; a name rarely holds one.
_KNOWN = tuple(
    map(
        word_key,
        listed(
            "accord agenc agreem alliance annex appendix appeal assess assoc attorney authorit autonom avoid aware"
            " board caledonian campaign centre center certific chair chapter charit child citizen clinic coalition"
            " college commission committ communit conference confed conflict congress consent consult contact"
            " contract control convention cooper coordin council counsel county court crime criminal crisis crown"
            " culture danger department definit deputy director district domestic duluth education emergency england"
            " equal europe evaluat evidence explanat facilitat faculty family federa feminis foundation"
            " framework gender"
            " general government greater group guidance guideline health helpline hospital house housing human"
            " impact inclusion initiative inspect institut integrat international interven justice kingdom leader"
            " learning legal letter london manager manual measure memorand mental method minist minutes municip"
            " national network northern office ombud organisation organiz parliam partner perpetrat perspect police"
            " policy practic prevent prison probation procedure process professional program project protect"
            " protocol province psycholog public quality record reform refuge region register rehabil report"
            " republic research resource respect response review rights rural school section secretar security"
            " senate service session shelter social society solidarity southern special spousal staff standard"
            " state statist statut steering strateg street structur superv support survey survivor system teacher"
            " temple therap training treatment tribun trust union united univers victim violen volunt welfare"
            " western woman women world youth abteil amtsger arbeits aufsicht beauftrag behörde beratung bereich"
            " bezirk bundes deutsch dienst einricht frauen gefähr gemeind gericht gesellsch gesetz gewalt gruppe"
            " häusl hilfe innenmin jugend justiz kinder klinik kommun kreis landes männer mädchen netzwerk opfer"
            " österr polizei programm schulung schutz sicher sozial staats stadt stelle stift täter verband verein"
            " vertrag zentrum accueil agglom alloc antiviol associa ayunt bureau caisse caritas centro centru cidad"
            " comis comisar comité commun comun conseil consej consigl consili convén convent convenz convenç"
            " convenio coopera départ direcc direct droits educa école egalit égalit enfance equipe estado españ"
            " famil fédérat feder femme fiscal fonda fundac gobern gouvern guardia hôpital hospit igual insti inter"
            " itali jefat junta juridic juzgad legge maison mujer naciona nation nazion organis parlam parquet"
            " pénal polici poliți politi préfect préven prefet procur progett provinc prevenz prevenc questur"
            " réferen régio reintegr repúbl républ repubbl român salud sanit santé sécur servi sicur socié societ"
            " solid uffici bezpeč bolnic budućn centar centra crven dječj društ državn europs evrops fakult grads"
            " hrvat instit istanb istoč kancel kazne kliničk komend komis konven krajs međun miast miejs ministars"
            " ministers ministr muzej nacion narod niebies nemocn obitelj odbor okresn ośrod općin partners pedagog"
            " pogotow policij polic polsk pomoc pomoć povjer pravo pravos predsjed prokur przem psihol psycho"
            " ravnop republi rzeczn samorz savez savjet savet sigurn skupš slobod slovens socija srbij srpsk"
            " starost stowarz sudsk središ terap udruž udrug univerz uprav ústav ustanov vijeć visok vojew wojew"
            " zajedn zakon zaklad zastup zavod zdrav ženek žensk župan автоном агенц български градск департ детск"
            " држав държав европ женск завод закон здрав инстит комис комит конвен консул минист міжнар мінист"
            " народ насил национ націон област облас общин омбуд организ отдел пенси полиц поліц правит правос"
            " прокур програм психол район регион републ республ савет савез сектор служб совет соціал социал соція"
            " съвет украин україн университ універс управ фондац центар центр център αστυν γενικ γραμματ δικαι"
            " διεύθ δικασ εθνικ ελλην επιτροπ ευρωπ ινστιτ ισότητ κέντρ κοινων οργαν βρετανί βόρει ηνωμέν ιρλανδ"
            " πανεπ περιφέρ πολιτει πρόγραμ σύλλογ σύμβασ συμβούλ σύνδεσμ υπηρεσ υπουργ ψυχολ bakanl başkan belediy"
            " birim dairesi daniş denetim derne emniyet federas genel hastan hizmet kadın kurul kurum mahkem merkez"
            " meslek müdür polis proje savcı sığın sosyal sözleş toplum türkiy üniver vakıf valili alapítv bíróság"
            " egyesül egyetem egyezm egyház emberi erőforr gyermek hivatal igazság intézet kórház közpon magyar"
            " minisz nemzet országos önkorm rendőr szolgál szövets tanács társadal bashki drejt këshill ministri"
            " policia prokuror qendr republik shoqat universitet gemeent hoofd instell kinderb nederl politie"
            " rechtb stichting utrecht veilig vereniging barnev domstol familj förbund krimin kriscent kvinno"
            " kvinne kvinde länsst nämnd polisen rättsv åklag hyvinv keskus kunta liitto ministeriö oikeus poliisi"
            " sosiaal terveyd turvakot virasto yhdisty justici justiti wojsk wojsko monday tuesday wednesday"
            " thursday friday saturday sunday january february april august september october november december"
            " christmas easter microsoft google whatsapp skype zoom teams excel daphne erasmus horizon grevio marac"
        ),
    )
)
# The same, where a longer word may be something else: these may have two more letters at the end.
_KNOWN_SHORT = _keys(
    "risk safe talk team work cour plan česk crkv dom grup južn krug kuć mesn opć opšt prav sąd społ unij ured žrtv"
    " асоц висш держ дому мвр одел рада суд съюз уред фонд школ δήμο σχολ φορέ vakf huis kerk raad zorg mans riks"
    " vlada vlade vladi"
)
# Countries, capitals and large cities of Europe, or beginnings of them; directions; up to four more letters.
_PLACES = _keys(
    "albania amsterd andorra ankara athens athin austria αθην baku balkan banja barcel bayern beograd београд belgi"
    " belgrad berlin bologn bosn bratisl brem brussel bruxel buchar bucur bucureșt budapest bulgar bydgosz canada"
    " castilla catal cluj copenh croat crna cypr czech danmark denmark dresden dublin edinb eston finland firenz"
    " france frankf gdańsk genev genève german glasgow grenob göteb graz greece hamburg helsin hercegov herzegov"
    " hungar iceland ireland irish istanb italia italy izmir київ kosov krakow kraków københ köln latvia leeds"
    " leipzig lille lisbo lithuan ljublj łódź львів lyon macedon madrid malmö malta manchest maribor marseil milano"
    " moldov monteneg mostar münchen nantes napoli niš nicos norge norway novi нови oslo paris podgor poland portug"
    " poznań prag praha priština реджо reggio riga rijek romania rotterd sarajev scotland serbia sevilla shkod"
    " skopje slovak sloven софи софія spain split stockh strasb stuttg sverige sweden switzer tallinn tbilis tiran"
    " toulous trondh tuzl uppsal utrech valenc vilni wales warsz wien wrocł yorkshir zagreb загреб zenic zürich"
    " hong kong lanka east eastern north south west nord norte zuid noord sever roma novog emilia"
)
_LONGEST_ENDING, _LONGEST_PLACE_ENDING = 2, 4
# Short words that are known only as they stand.
_KNOWN_WHOLE = _keys(
    "the a an our we he she they his her it its if when while for and or but with without by of in on at to from"
    " all each no not this that these those there here after before since until what who how why where der die das"
    " den dem des ein eine einer und oder mit ohne für von wir er sie es ist le la les un une des du au aux et ou"
    " il elle nous on el los las una y o lo gli i e che non nel nella na u i za od do je su se da ne po s iz kod"
    " pri os as os em da do dos das act aid bill body book city code copy form home law list men man may march june"
    " july model mor new note old one page part plan role rule sara tool two unit van amt bag land haus heim rat"
    " casa cpca ley loi lei ufficio uomini donne grad sud sąd sud dom soba sobom ženi anti aile nhs uk eu ec un ngo"
    " ngos iso gdpr ipv covid st dr het de een ett och som det vi han hon jag ja se ta o v z w nie jest az és egy"
    " si din ov ova"
)
# How surnames of several languages end; a word of six letters or more.
SURNAME_ENDS = tuple(
    map(
        word_key,
        listed(
            "ić vić ović evič ovič ovic evic sson ssen shvili dze escu oğlu oglu opoulos όπουλος ίδης άδης άκης"
            " idis akis enko yenko енко чук ук ов ева ова ев ић ский ська ський yan"
        ),
    )
)
LETTERS_OF_A_SURNAME = 6
GEORGIAN_ENDS_AFTER_A_NAME = ("ია", "ავა", "უა", "ანი", "ური", "ელი")
GEORGIAN_SURNAME_ENDS = listed("შვილი შვილის შვილს შვილმა შვილთან აძე აძის აძეს აძემ იძე იძის იძეს იძემ ელძე")
# Between two parts of a name that need no list: "Duuk van der Verzonnen". "de" and "von" are as often of a thing.
LINKS = frozenset({"van", "ter", "ten"})
AFTER_A_LINK = frozenset({"der", "den"})
# Letters with points that are no person's: "U.N.", "R.D.", "D.L.", "T.C.".
DOTTED_ABBREVIATIONS = _keys(
    "uk us usa un eu nb ps ad bc am pm sa srl sl rd dl dm cp cc cpp lr og nn jo tc as spa ong ngo onu eua emu uec"
    " πδ υα κυα"
)
# Two capitals that are no person's initials, even after "client".
ABBREVIATIONS = DOTTED_ABBREVIATIONS | _keys("id hr gp db dv it pc qa ra tv ok cv pd vs nhs iv nr no")
# Small words inside a name: "De Vries", "von der Heide".
PARTICLES = _keys("de der den des del della di da do dos das van von zu el al la le ter ten ben bin")
# Before a letter that counts: "Annex A. Definition".
COUNTED = _keys(
    "annex appendix part section chapter table figure form level step group item anhang teil abschnitt stufe gruppe"
    " anlage annexe partie anexo parte allegato prilog dio aneks załącznik część παράρτημα приложение додаток ek"
    " bölüm melléklet anexa bijlage deel bilaga del příloha část liite wzór model typ type version"
)
# Before a name of a place or a saint: "San José", "Sveti Nikola".
HOLY = _keys("san santa santo são st saint sainte sankt sveti sveta sv szent sfântul свети света άγιος αγία")
# So common in German that a text with two of them is German, where every noun has a capital.
GERMAN = _keys(
    "der die das und oder mit für von wird ist nicht ein eine einer einem den dem des im zu zum zur auf bei nach"
    " durch wir sie er vom am als auch aus je kam steht unter seine ihre keine kein nur ob wenn falls sind dass an"
    " über einige diese dieser wurde werden haben hat alle oder sowie beim jede jeder"
)


def is_known_word(word: str) -> bool:
    """Whether a word belongs to institutions, papers, roles, places or the law, or is a small word."""
    stem = word.partition("'")[0]
    key = word_key(stem if len(stem) > _LONGEST_ENDING else word)
    return (
        key in _KNOWN_WHOLE
        or key in HOLY
        or key.startswith(_KNOWN)
        or any(key[: len(key) - cut] in _KNOWN_SHORT for cut in range(_LONGEST_ENDING + 1))
        or any(key[: len(key) - cut] in _PLACES for cut in range(_LONGEST_PLACE_ENDING + 1))
    )
