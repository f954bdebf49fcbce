/* stopwords.c - words of grammar of each language that words can be stemmed in. */
#include "text/stopwords.h"

#include <string.h>

/* Words of grammar, some verbs that stand everywhere (get, say, take), and
 * what is left of "don't" and "they'll" where the apostrophe separates. */
static const char english[] =
	"a about above across after afterwards again against all almost alone along already also "
	"although always am amid among amongst an and another any anybody anyhow anyone anything "
	"anyway anywhere are aren aren't around as at away be became because become becomes becoming "
	"been before beforehand being below beneath beside besides between beyond both but by came can "
	"can't cannot could couldn couldn't d did didn didn't do does doesn doesn't doing don don't "
	"done down during each either else elsewhere enough etc even ever every everybody everyone "
	"everything everywhere except few for from further furthermore gave get gets getting give "
	"given gives go goes going gone got had hadn hadn't has hasn hasn't have haven haven't having "
	"he he'd he'll he's hence her here hereby herein hers herself him himself his how however i "
	"i'd i'll i'm i've ie if in indeed instead into is isn isn't it it'd it'll it's its itself "
	"just keep kept last later latter least less lest let let's like likely ll m made make makes "
	"many may maybe me meanwhile might mightn mightn't mine more moreover most mostly much must "
	"mustn mustn't my myself namely near needn needn't neither never nevertheless next no nobody "
	"none nonetheless nor not nothing now nowhere o of off often on once one ones only onto or "
	"other others otherwise ought our ours ourselves out over own per perhaps please put quite "
	"rather re really s said same say says see seem seemed seeming seems seen several shall shan "
	"she she'd she'll she's should shouldn shouldn't since so some somebody somehow someone "
	"something sometime sometimes somewhat somewhere still such t take taken than that that's the "
	"their theirs them themselves then thence there there's thereafter thereby therefore therein "
	"these they they'd they'll they're they've this those though through throughout thru thus to "
	"together too took toward towards under unless until up upon us used using usually ve very via "
	"was wasn wasn't we we'd we'll we're we've well went were weren weren't what what's whatever "
	"when whence whenever where whereas whereby wherein wherever whether which whichever while "
	"whither who who's whoever whole whom whose why will with within without won won't would "
	"wouldn wouldn't y yes yet you you'd you'll you're you've your yours yourself yourselves";

static const char arabic[] =
	"أم أما أن أنا أنت أنتم أنتن أنّ أو أولئك أي أية أيضا "
	"أين إذ إذا إلا إلى إليه إليها إن إنّ إياه الآن التي "
	"الذي الذين اللتان اللذان اللواتي ب بعد بعض بل به "
	"بها بهم بين بينما تحت تكون تلك ثم جميع حتى حول حيث "
	"حين خلال دون ذلك سوف سوى ضد على عليه عليها عليهم عن "
	"عند عندما عنه عنها غير ف فقط فوق في فيه فيها فيهم "
	"قبل قد ك كان كانت كانوا كذلك كل كلا كلتا كم كما كي "
	"كيف ل لأن لا لدى لقد لك لكن لكنّ لم لماذا لن لنا له "
	"لها لهم لو لولا لي ليس ليست ما ماذا متى مثل مع من منذ "
	"منه منها منهم نحن نفس هؤلاء هذا هذه هل هم هما هن هنا "
	"هناك هو هي و وفي وقد ولا وما ومن وهو وهي يكون";

static const char armenian[] =
	"ամեն այդ այն այնտեղ այո այս այստեղ առանց առաջ ավելի "
	"արդեն բայց բոլոր դա դեպի դեռ դու դուք եթե եղել եմ են "
	"ենք ես երբ եւ եք է էի էին էինք էիր էիք էլ էր ըստ թե իմ "
	"ինձ ինչ ինչու ինչպես իսկ իր իրեն իրենց լինել կամ "
	"կարող համար հետ հետո հիմա ձեզ ձեր մասին մեզ մեկ "
	"մենք մեջ մեր մի միայն մինչեւ միջեւ մոտ նա նաեւ նրա "
	"նրան նրանց նրանք շատ ոչ ով ովքեր որ որը որի որոնց "
	"որոնք որպես որտեղ ու չեն չէ չի պես պետք սա վրա տակ "
	"քանի քեզ քո";

static const char basque[] =
	"ahal al arabera arte artean asko aurka aurretik ba bai baina baino bait baita baitu bat "
	"batean batek batzuk behar behin bera beraiek berak beraz bere beren beste beti bezala bi "
	"bidez buruz da dago daude dena dira du dugu dut dute duzu duzue edo egin egiten egon egoten "
	"ere eta ez ezin gabe gara gehiago gero gu gure gutxi guzti guztiak haiek hala han haren hark "
	"hau hauek hemen hona honek hor hori horiek horrek hura inoiz izan izango izateko nahi naiz ni "
	"nire noiz nola non nor nork nuen ondoren orain orduan oso zara zarete zegoen zein zeintzuk "
	"zen zenbat zer zergatik zeuden ziren zu zuek zuen zure zuten";

static const char catalan[] =
	"a abans ahir així això al algun alguna algunes alguns allà allò als altra altre altres "
	"amb aquell aquella aquelles aquells aquest aquesta aquestes aquests aquí bé cada com contra "
	"d de del dels des després dins doncs durant el ella elles ells els em en encara ens entre "
	"era eren es estan estat estava està et eu fa fan fer ha han he hem heu hi ho i ja jo l la "
	"les li llavors lo los m ma mai malgrat mateix mateixa me mentre menys meu meus meva meves mi "
	"molt molta moltes molts mon més n ne ni no nosaltres nostra nostre nostres on per perquè "
	"però poc poca pocs poques pot qual quals quan quant que qui què s sa se sense ser serà set "
	"seu seus seva seves si sobre som sota sou sí són t ta també tan tant te tenir teu teus "
	"teva teves ti tot tota totes tots tu un una unes uns us va vaig vam van vau vosaltres vostra "
	"vostre vostres érem ésser";

static const char greek[] =
	"άλλη άλλο άλλοσ ένα ένασ έξω έτσι έχει έχεισ έχετε "
	"έχουμε έχουν έχω έωσ ή ήδη ήμουν ήταν ακόμα ακόμη "
	"αλλά αν αντί από ασ αυτά αυτέσ αυτή αυτήν αυτήσ "
	"αυτοί αυτού αυτούσ αυτό αυτόν αυτόσ αυτών για "
	"γιατί δίχωσ δε δεν διότι εάν είμαι είμαστε είναι "
	"είσαι είστε είτε είχαν είχε εγώ εδώ εκεί εκείνα "
	"εκείνεσ εκείνη εκείνο εκείνοι εκείνοσ εμείσ ενόσ "
	"ενώ επίσησ επειδή εσείσ εσύ η θα κάθε κάποια κάποιο "
	"κάποιοσ κάτω και κανείσ κατά κι μέσα μέχρι μήτε μία "
	"μα μασ με μετά μη μην μια μιασ μου μόνο να ναι ο οι "
	"ούτε πάλι πάνω παρά πιο ποια ποιεσ ποιο ποιοι ποιοσ "
	"πολύ που πού πριν προσ πωσ πόσο πότε πώσ σαν σασ σε "
	"σου στα στη στην στισ στο στον στουσ τίποτα τα την "
	"τησ τι τισ το τον του τουσ των τόσο τότε τώρα χωρίσ "
	"ωσ ωστόσο όλα όλεσ όλη όλο όλοι όλοσ όμωσ όποια "
	"όποιο όποιοσ όσα όσο όσοι όταν ότι όχι ώστε";

static const char hindi[] =
	"अंदर अगर अधिक अपना अपनी अपने अब आप "
	"आपका आपकी आपके इन इनका इनकी इनके "
	"इन्हें इस इसका इसकी इसके इसमें इससे "
	"इसे उन उनका उनकी उनके उन्हें "
	"उन्होंने उस उसका उसकी उसके उसमें "
	"उससे उसे ऊपर एक एवं ऐसे और कब कम कर "
	"करता करती करते करना कहाँ का कि किए "
	"कितना किया किस किसी की कुछ के कैसे "
	"को कोई कौन क्या क्यों गई गए गया जब जा "
	"जाता जिन जिस जिसका जिसकी जिसके "
	"जिसमें जैसे जो तक तथा तब तुम तू तो था "
	"थी थीं थे दिया द्वारा न नहीं नीचे ने "
	"पर परंतु पहले फिर बहुत बाद बाहर बीच "
	"भी मगर मत मुझे में मेरा मेरी मेरे "
	"मैं यदि यह यहाँ या ये रहा रही रहे लिए "
	"लेकिन वह वहाँ वाला वाली वाले वे "
	"वैसे सकता सकती सकते सब सभी साथ से हम "
	"हमारा हमारी हमारे ही हुआ हुई हुए "
	"हूँ है हैं हो होता होती होते होना";

static const char lithuanian[] =
	"ant apie ar aš be bei bet bus buvo būti būtų dabar dar daugiau dėl esame esate esi esu "
	"gal galbūt iki ir iš jai jam jas jau jei jeigu ji jie jiems jis jo jog joms jos juk jums "
	"juos jus ją jį jūs jūsų jų kad kai kaip kam kas kiek kita kitas kiti kitos ko kodėl "
	"kokia koks kol kuo kur kuri kurie kurio kurios kuris kuriuos kurį ką labai link man mane "
	"mano manęs mažiau mes mums mus mūsų ne nei nes net ni nors nuo nėra o pagal pas pat pati "
	"pats patys per po prie prieš sau save savo savęs su ta tada tai taigi taip tarp tas tau "
	"tave tavo tavęs tačiau ten tie ties tik to todėl tokia toks tos tu tuo tą už vien vietoj "
	"virš vis visa visas visi viskas visos vėl yra čia į ši šie šio šios šis šį";

static const char nepali[] =
	"अघि अझ अनि अब अरु अर्को आफू आफ्नो "
	"उनको उनले उनी उनीहरू उसको एउटा एक "
	"एवं कति कसरी कहाँ कहिले का कि किन की "
	"कुन के केही को कोही गरी गरे गरेको "
	"गर्छ गर्न गर्ने छ छन् छु छैन छौं जब "
	"जस्तै जस्तो जुन जो तथा तपाईं "
	"तपाईंको तब तर तल तिनी तिमी तिम्रो "
	"ती त्यस त्यसको त्यसैले त्यस्तो "
	"त्यहाँ त्यो थिए थियो थोरै देखि "
	"द्वारा धेरै नै पछि पनि पर्छ "
	"प्रत्येक बाट बारे बाहिर बीच भए भएका "
	"भएको भने भन्दा भयो भित्र म मा मात्र "
	"मात्रै माथि मेरो यदि यस यसको यसले "
	"यस्तो यहाँ यी यो र रहेको लाई लागि ले "
	"वा सँग संग सक्छ सबै सम्म साथ हरेक "
	"हामी हाम्रो हुने हुन् हुन्छ हो होइन";

static const char romanian[] =
	"a acea aceasta această aceea acei aceia acel acela acele acelea acest acesta aceste acestea "
	"aceşti aceștia acolo acum ai aia aici al ale alt alta alte altă alţi alți am ar are asta "
	"astea astfel asupra atât au avea avem aveţi aveți azi aş aș ba bine ca care ce cea cei "
	"cel cele ceva chiar cine cineva cu cum cumva când cât câte câţi câți că căci cărei "
	"căror cărui către da dacă dar dată de deci deja deoarece departe deşi deși din dintre "
	"doar după ea ei el ele era erau este eu eşti ești fi fie fiecare fii fiind foarte fost "
	"fără iar la le li lor lui mai mea mei mele mereu meu mi mie mine mult multe multă mulţi "
	"mulți mâine ne nici niciun nimeni nimic nişte niște noastre noastră noi nostru noştri "
	"noștri nu o ori oricare orice pe pentru peste prea prin printre până sa sa-şi sale sau se "
	"sub sunt suntem sunteţi sunteți sus să săi său ta tale te tine toate toată tot totuşi "
	"totuși toţi toți tu tăi tău un una unde unei unele uneori unii unui unul va vei voastre "
	"voastră voi vom vor vostru voştri voștri vreo vreun vă îi îl îmi în încă între "
	"întru îşi îţi își îți şi și";

static const char serbian[] =
	"a ako ali bar baš bez bi bih bila bile bili bilo bio bismo biste biti biće da do dok ga gde "
	"i iako ih ili im iz između ja je jer joj još ju k ka kad kada kako ko kod koja koje kojeg "
	"kojem koji kojih kojima kojoj kroz manje me mene meni mi moj moja moje mu na nad nam nama nas "
	"naš naša ne neka neki neko nešto ni nije niko nisu niti ništa nje njega njegov njegova "
	"njemu njen njena njih njihov njihova njima njoj o od oko on ona onaj onda one oni ono osim "
	"ova ovaj ovde ove ovi ovo pa po pod posle pre preko prema pri protiv radi s sa sada sam samo "
	"sav se sebe sebi si smo ste su sva svaki sve svi svih svim svoj svoja svoje ta tada taj tako "
	"takođe tamo te tebe tebi ti to tu tvoj tvoja u umesto uz vam vama vas vaš vaša već vi "
	"više vrlo za zato zašto zbog će ćemo ćete ćeš ću šta što а ако али без "
	"би била били било био бити бих вам вас ваш већ ви "
	"више врло га где да до док за зато зашто због и иако "
	"из између или им их к ка кад када како ко код која "
	"које којег који којима којих кроз мање мене ми мој "
	"му на над нам нас наш не нека неки неко ни нису нити "
	"није о ова овај овде ове ови ово од око он она онај "
	"онда оне они оно осим па по под после пре преко "
	"према при против с са сав сада сам само сваки све "
	"сви свих свој своја своје се себе си смо сте су та "
	"тада тако такође тамо тај твој те тебе ти то ту у уз "
	"шта што ја је јер још јој ју њега његов њен њих "
	"њихов ће ћемо ћу";

static const char tamil[] =
	"அங்கு அங்கே அதன் அதற்கு அதில் அது "
	"அதை அந்த அனைத்து அப்போது அல்லது "
	"அவன் அவரது அவருக்கு அவர் "
	"அவர்களின் அவர்கள் அவள் அவை ஆகிய "
	"ஆகியவை ஆகும் ஆனது ஆனால் இங்கு "
	"இங்கே இடையே இதன் இதற்கு இதில் இது "
	"இதை இந்த இப்போது இருக்கிறது "
	"இருக்கும் இருந்தது இருந்து இல்லை "
	"இவன் இவர் இவர்கள் இவள் இவை உங்கள் "
	"உடன் உன் உள்ள உள்ளது உள்ளன எங்கே "
	"எது எத்தனை எந்த என எனக்கு எனது என் "
	"என்ன என்ற என்று எப்படி எப்போது "
	"எல்லா ஏன் ஒரு கீழ் கூட கொண்ட கொண்டு "
	"சில செய்து செய்ய தவிர தாங்கள் தான் "
	"நாங்கள் நான் நாம் நீ நீங்கள் பற்றி "
	"பல பின் பின்னர் பிறகு போது போன்ற "
	"போல மட்டும் மற்றும் மிக மிகவும் "
	"முடியும் முன் முன்பு மூலம் மேலும் "
	"மேல் யார் வரை வேண்டும் வேறு";

static const char turkish[] =
	"acaba ama ancak artık aslında az bana bazı belki ben benden beni benim beri bile bir biraz "
	"biri birkaç birçok birşey biz bizden bize bizi bizim bu buna bunda bundan bunlar bunları "
	"bunların bunu bunun burada böyle böylece bütün da daha de defa değil diye diğer "
	"dolayı dolayısıyla en eğer fakat gibi göre halen hangi hatta hem henüz hep hepsi her "
	"herhangi herkes hiç hiçbir ile ilgili ise itibaren için işte kadar karşın kendi kendine "
	"kendini ki kim kimden kime kimi kimse mi mu mü mı nasıl ne neden nedenle nerde nerede "
	"nereye neyse niye niçin o olan olarak oldu olduğu olduğunu olması olmayan olmaz olsa "
	"olsun olup olur on ona ondan onlar onlara onlardan onları onların onu onun orada oysa pek "
	"rağmen sadece sanki sen senden seni senin siz sizden size sizi sizin sonra tarafından tüm "
	"var ve veya ya yani yaptığı yapılan yerine yine yok yoksa zaten çok çoğu çünkü "
	"öyle üzere şayet şey şeyler şimdi şu şuna şunda şundan şunlar şunu şöyle";

static const char yiddish[] =
	"אַ אַז אַלע אַלץ אַן אַנדער אָבער אָדער אָן אבער "
	"אויב אויך אויס אויף און אונדז אונדזער אונטער אז "
	"איבער איז איך אים אין איר אן אײַך אײַער ביז ביי בין "
	"ביסט בײַ געווען דאַרף דאָ דאָס דאָרט דאס דו דורך די "
	"דיך דעם דען דער דײַן האָב האָבן האָט האָסט האט "
	"וואָלט וואָס וואָרעם וואס ווו ווי ווייל וועט וועלן "
	"ווען ווער ווערן זאָל זי זיי זיין זייער זיך זענען "
	"זײַט זײַן טאָ יעדער כאָטש מוז מיט מיך מיר מײַן נאָך "
	"נאָר נאך ניט נישט עטלעכע עס ער פֿאַר פֿון פאר פון צו "
	"צווישן קיין קעגן קען שוין";

/* The lists of the languages up to here, and english, were written for topictools.  Those below
 * are of the Snowball project (snowballstem.org), without its comments:
 *
 * Copyright (c) 2001, Dr Martin Porter, Copyright (c) 2002, Richard Boulton.
 * All rights reserved.
 *
 * Redistribution and use in source and binary forms, with or without modification, are permitted
 * provided that the following conditions are met:
 *
 * 1. Redistributions of source code must retain the above copyright notice, this list of
 *    conditions and the following disclaimer.
 * 2. Redistributions in binary form must reproduce the above copyright notice, this list of
 *    conditions and the following disclaimer in the documentation and/or other materials
 *    provided with the distribution.
 * 3. Neither the name of the copyright holder nor the names of its contributors may be used to
 *    endorse or promote products derived from this software without specific prior written
 *    permission.
 *
 * THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR
 * IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND
 * FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR
 * CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR
 * CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR
 * SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY
 * THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR
 * OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE
 * POSSIBILITY OF SUCH DAMAGE. */

static const char danish[] =
	"ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din "
	"disse dog du efter eller en end er et for fra ham han hans har havde have hende hendes her "
	"hos hun hvad hvis hvor i ikke ind jeg jer jo kunne man mange med meget men mig min mine mit "
	"mod ned noget nogle nu når og også om op os over på selv sig sin sine sit skal skulle som "
	"sådan thi til ud under var vi vil ville vor være været";

static const char dutch[] =
	"aan al alles als altijd andere ben bij daar dan dat de der deze die dit doch doen door dus "
	"een eens en er ge geen geweest haar had heb hebben heeft hem het hier hij hoe hun iemand iets "
	"ik in is ja je kan kon kunnen maar me meer men met mij mijn moet na naar niet niets nog nu of "
	"om omdat onder ons ook op over reeds te tegen toch toen tot u uit uw van veel voor want waren "
	"was wat werd wezen wie wil worden wordt zal ze zelf zich zij zijn zo zonder zou";

static const char finnish[] =
	"ei eivät emme en et ette että he heidän heidät heihin heille heillä heiltä heissä "
	"heistä heitä hän häneen hänelle hänellä häneltä hänen hänessä hänestä hänet "
	"häntä itse ja johon joiden joihin joiksi joilla joille joilta joina joissa joista joita "
	"joka joksi jolla jolle jolta jona jonka jos jossa josta jota joten jotka kanssa keiden keihin "
	"keiksi keille keillä keiltä keinä keissä keistä keitä keneen keneksi kenelle kenellä "
	"keneltä kenen kenenä kenessä kenestä kenet ketkä ketä koska kuin kuka kun me meidän "
	"meidät meihin meille meillä meiltä meissä meistä meitä mihin miksi mikä mille millä "
	"miltä minkä minua minulla minulle minulta minun minussa minusta minut minuun minä missä "
	"mistä mitkä mitä mukaan mutta ne niiden niihin niiksi niille niillä niiltä niin niinä "
	"niissä niistä niitä noiden noihin noiksi noilla noille noilta noin noina noissa noista "
	"noita nuo nyt näiden näihin näiksi näille näillä näiltä näinä näissä näistä "
	"näitä nämä ole olemme olen olet olette oli olimme olin olisi olisimme olisin olisit "
	"olisitte olisivat olit olitte olivat olla olleet ollut on ovat poikki se sekä sen siihen "
	"siinä siitä siksi sille sillä siltä sinua sinulla sinulle sinulta sinun sinussa sinusta "
	"sinut sinuun sinä sitä tai te teidän teidät teihin teille teillä teiltä teissä teistä "
	"teitä tuo tuohon tuoksi tuolla tuolle tuolta tuon tuona tuossa tuosta tuota tähän täksi "
	"tälle tällä tältä tämä tämän tänä tässä tästä tätä vaan vai vaikka yli";

static const char french[] =
	"ai aie aient aies ait au aurai auraient aurais aurait aurez auriez aurions aurons auront aux "
	"avaient avais avait avec avez aviez avons ayant ayez ayons c ce ceci cela celà ces cet cette "
	"d dans de des du elle en es et eu eue eues eurent eus eusse eussent eusses eussiez eussions "
	"eut eux eûmes eût eûtes furent fus fusse fussent fusses fussiez fussions fut fûmes fûtes "
	"ici il ils j je l la le les leur leurs lui m ma mais me mes moi mon même n ne nos notre nous "
	"on ont ou par pas pour qu que quel quelle quelles quels qui s sa sans se sera serai seraient "
	"serais serait seras serez seriez serions serons seront ses soi soient sois soit sont soyez "
	"soyons suis sur t ta te tes toi ton tu un une vos votre vous y à étaient étais était "
	"étant étiez étions étée étées êtes";

static const char german[] =
	"aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes "
	"anderm andern anderr anders auch auf aus bei bin bis bist da damit dann das dass dasselbe "
	"dazu dein deine deinem deinen deiner deines dem demselben den denn denselben der derer "
	"derselbe derselben des desselben dessen dich die dies diese dieselbe dieselben diesem diesen "
	"dieser dieses dir doch dort du durch ein eine einem einen einer eines einig einige einigem "
	"einigen einiger einiges einmal er es etwas euch euer eure eurem euren eurer eures für gegen "
	"gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem "
	"ihren ihrer ihres im in indem ins ist jede jedem jeden jeder jedes jene jenem jenen jener "
	"jenes jetzt kann kein keine keinem keinen keiner keines können könnte machen man manche "
	"manchem manchen mancher manches mein meine meinem meinen meiner meines mich mir mit muss "
	"musste nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner "
	"seines selbst sich sie sind so solche solchem solchen solcher solches soll sollte sondern "
	"sonst um und uns unse unsem unsen unser unses unter viel vom von vor war waren warst was weg "
	"weil weiter welche welchem welchen welcher welches wenn werde werden wie wieder will wir wird "
	"wirst wo wollen wollte während würde würden zu zum zur zwar zwischen über";

static const char hungarian[] =
	"a abban ahhoz ahogy ahol aki akik akkor alatt amely amelyek amelyekben amelyeket amelyet "
	"amelynek ami amikor amit amolyan amíg annak arra arról az azok azon azonban azt aztán "
	"azután azzal azért be belül benne bár cikk cikkek cikkeket csak de e ebben eddig egy "
	"egyes egyetlen egyik egyre egyéb egész ehhez ekkor el ellen első elég elő először "
	"előtt emilyen ennek erre ez ezek ezen ezt ezzel ezért fel felé hanem hiszen hogy hogyan "
	"igen ill ill. illetve ilyen ilyenkor ismét ison itt jobban jó jól kell kellett keressünk "
	"keresztül ki kívül között közül legalább legyen lehet lehetett lenne lenni lesz lett "
	"maga magát majd meg mellett mely melyek mert mi mikor milyen minden mindenki mindent mindig "
	"mint mintha mit mivel miért most már más másik még míg nagy nagyobb nagyon ne nekem "
	"neki nem nincs néha néhány nélkül olyan ott pedig persze rá s saját sem semmi sok "
	"sokat sokkal szemben szerint szinte számára talán tehát teljes tovább továbbá több "
	"ugyanis utolsó után utána vagy vagyis vagyok valaki valami valamint való van vannak vele "
	"vissza viszont volna volt voltak voltam voltunk által általában át én éppen és így "
	"össze úgy új újabb újra ő ők őket";

static const char indonesian[] =
	"ada adalah akan aku anda antara apa apabila atau ataupun bagaimana bagi bahwa banyak beberapa "
	"begitu beliau belum bila bisa boleh bukan dalam dan dapat dari daripada demikian dengan di "
	"dia hampir hanya harus hingga ia ialah ini itu jika juga kalau kalian kami kamu karena ke "
	"kemudian kepada ketika kita lebih maka maupun melainkan melalui memiliki mereka meskipun "
	"namun oleh pada saja sama sana satu saya sebagai sebuah secara sedangkan sehingga selain "
	"semua sendiri seorang seperti serta seseorang setelah setiap suatu tanpa tapi telah terlalu "
	"tersebut tetapi tidak untuk yaitu yakni yang";

static const char irish[] =
	"a ach ag agus an aon ar arna as b' ba beirt bhúr caoga ceathair ceathrar chomh chtó chuig "
	"chun cois céad cúig cúigear d' daichead dar de deich deichniúr den dhá do don dtí dá "
	"dár dó faoi faoin faoina faoinár fara fiche gach gan go gur haon hocht i iad idir in ina "
	"ins inár is le leis lena lenár m' mar mo mé na nach naoi naonúr ná ní níor nó nócha "
	"ocht ochtar os roimh sa seacht seachtar seachtó seasca seisear siad sibh sinn sna sé sí "
	"tar thar thú triúr trí trína trínár tríocha tú um ár é éis í ó ón óna ónár";

static const char italian[] =
	"a abbia abbiamo abbiano abbiate ad agl agli ai al all alla alle allo anche avemmo avendo "
	"avesse avessero avessi avessimo aveste avesti avete aveva avevamo avevano avevate avevi avevo "
	"avrai avranno avrebbe avrebbero avrei avremmo avremo avreste avresti avrete avrà avrò avuta "
	"avute avuti avuto c che chi ci coi col come con contro cui da dagl dagli dai dal dall dalla "
	"dalle dallo degl degli dei del dell della delle dello di dov dove e ebbe ebbero ebbi ed era "
	"erano eravamo eravate eri ero essendo faccia facciamo facciano facciate faccio facemmo "
	"facendo facesse facessero facessi facessimo faceste facesti faceva facevamo facevano facevate "
	"facevi facevo fai fanno farai faranno farebbe farebbero farei faremmo faremo fareste faresti "
	"farete farà farò fece fecero feci fosse fossero fossi fossimo foste fosti fu fui fummo "
	"furono gli ha hai hanno ho i il in io l la le lei li lo loro lui ma mi mia mie miei mio ne "
	"negl negli nei nel nell nella nelle nello noi non nostra nostre nostri nostro o per perché "
	"più quale quanta quante quanti quanto quella quelle quelli quello questa queste questi "
	"questo sarai saranno sarebbe sarebbero sarei saremmo saremo sareste saresti sarete sarà "
	"sarò se sei si sia siamo siano siate siete sono sta stai stando stanno starai staranno "
	"starebbe starebbero starei staremmo staremo stareste staresti starete starà starò stava "
	"stavamo stavano stavate stavi stavo stemmo stesse stessero stessi stessimo steste stesti "
	"stette stettero stetti stia stiamo stiano stiate sto su sua sue sugl sugli sui sul sull sulla "
	"sulle sullo suo suoi ti tra tu tua tue tuo tuoi tutti tutto un una uno vi voi vostra vostre "
	"vostri vostro è";

static const char norwegian[] =
	"alle at av bare begge ble blei bli blir blitt både båe da de deg dei deim deira deires dem "
	"den denne der dere deres det dette di din disse ditt du dykk dykkar då eg ein eit eitt eller "
	"elles en enn er et ett etter for fordi fra før ha hadde han hans har hennar henne hennes her "
	"hjå ho hoe honom hoss hossen hun hva hvem hver hvilke hvilken hvis hvor hvordan hvorfor i "
	"ikke ikkje ingen ingi inkje inn inni ja jeg kan kom korleis korso kun kunne kva kvar "
	"kvarhelst kven kvi kvifor man mange me med medan meg meget mellom men mi min mine mitt mot "
	"mykje ned no noe noen noka noko nokon nokor nokre nå når og også om opp oss over på samme "
	"seg selv si sia sidan siden sin sine sitt sjøl skal skulle slik so som somme somt så sånn "
	"til um upp ut uten var vart varte ved vere verte vi vil ville vore vors vort vår være vært "
	"å";

static const char portuguese[] =
	"a ao aos aquela aquelas aquele aqueles aquilo as até com como da das de dela delas dele "
	"deles depois do dos e ela elas ele eles em entre era eram essa essas esse esses esta estamos "
	"estas estava estavam este esteja estejam estejamos estes esteve estive estivemos estiver "
	"estivera estiveram estiverem estivermos estivesse estivessem estivéramos estivéssemos estou "
	"está estávamos estão eu foi fomos for fora foram forem formos fosse fossem fui fôramos "
	"fôssemos haja hajam hajamos havemos hei houve houvemos houver houvera houveram houverei "
	"houverem houveremos houveria houveriam houvermos houverá houverão houveríamos houvesse "
	"houvessem houvéramos houvéssemos há hão isso isto já lhe lhes mais mas me mesmo meu meus "
	"minha minhas muito na nas nem no nos nossa nossas nosso nossos num numa não nós o os ou "
	"para pela pelas pelo pelos por qual quando que quem se seja sejam sejamos sem serei seremos "
	"seria seriam será serão seríamos seu seus somos sou sua suas são só também te tem temos "
	"tenha tenham tenhamos tenho terei teremos teria teriam terá terão teríamos teu teus teve "
	"tinha tinham tive tivemos tiver tivera tiveram tiverem tivermos tivesse tivessem tivéramos "
	"tivéssemos tu tua tuas tém tínhamos um uma você vocês vos à às éramos";

static const char russian[] =
	"а без более больше будет будто бы был была были "
	"было быть в вам вас вдруг ведь во вот впрочем все "
	"всегда всего всех всю вы где говорил да даже два "
	"для до другой его ее ей ему если есть еще ж же жизнь "
	"за зачем здесь и из или им иногда их к кажется как "
	"какая какой когда конечно кто куда ли лучше между "
	"меня мне много может можно мой моя мы на над надо "
	"наконец нас не него нее ней нельзя нет ни нибудь "
	"никогда ним них ничего но ну о об один он она они "
	"опять от перед по под после потом потому почти при "
	"про раз разве с сам свою себе себя сегодня сейчас "
	"сказал сказала сказать со совсем так такой там "
	"тебя тем теперь то тогда того тоже только том тот "
	"три тут ты у уж уже хорошо хоть чего человек чем "
	"через что чтоб чтобы чуть эти этого этой этом этот "
	"эту я";

static const char spanish[] =
	"a al algo algunas algunos ante antes como con contra cual cuando de del desde donde durante e "
	"el ella ellas ellos en entre era erais eran eras eres es esa esas ese eso esos esta estaba "
	"estabais estaban estabas estad estada estadas estado estados estamos estando estar estaremos "
	"estará estarán estarás estaré estaréis estaría estaríais estaríamos estarían "
	"estarías estas este estemos esto estos estoy estuve estuviera estuvierais estuvieran "
	"estuvieras estuvieron estuviese estuvieseis estuviesen estuvieses estuvimos estuviste "
	"estuvisteis estuviéramos estuviésemos estuvo está estábamos estáis están estás esté "
	"estéis estén estés fue fuera fuerais fueran fueras fueron fuese fueseis fuesen fueses fui "
	"fuimos fuiste fuisteis fuéramos fuésemos ha habida habidas habido habidos habiendo habremos "
	"habrá habrán habrás habré habréis habría habríais habríamos habrían habrías habéis "
	"había habíais habíamos habían habías han has hasta hay haya hayamos hayan hayas hayáis "
	"he hemos hube hubiera hubierais hubieran hubieras hubieron hubiese hubieseis hubiesen "
	"hubieses hubimos hubiste hubisteis hubiéramos hubiésemos hubo la las le les lo los me mi "
	"mis mucho muchos muy más mí mía mías mío míos nada ni no nos nosotras nosotros nuestra "
	"nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque que quien "
	"quienes qué se sea seamos sean seas seremos será serán serás seré seréis sería "
	"seríais seríamos serían serías seáis sido siendo sin sobre sois somos son soy su sus "
	"suya suyas suyo suyos sí también tanto te tendremos tendrá tendrán tendrás tendré "
	"tendréis tendría tendríais tendríamos tendrían tendrías tened tenemos tenga tengamos "
	"tengan tengas tengo tengáis tenida tenidas tenido tenidos teniendo tenéis tenía teníais "
	"teníamos tenían tenías ti tiene tienen tienes todo todos tu tus tuve tuviera tuvierais "
	"tuvieran tuvieras tuvieron tuviese tuvieseis tuviesen tuvieses tuvimos tuviste tuvisteis "
	"tuviéramos tuviésemos tuvo tuya tuyas tuyo tuyos tú un una uno unos vosotras vosotros "
	"vuestra vuestras vuestro vuestros y ya yo él éramos";

static const char swedish[] =
	"alla allt att av blev bli blir blivit de dem den denna deras dess dessa det detta dig din "
	"dina ditt du där då efter ej eller en er era ert ett från för ha hade han hans har henne "
	"hennes hon honom hur här i icke ingen inom inte jag ju kan kunde man med mellan men mig min "
	"mina mitt mot mycket ni nu när någon något några och om oss på samma sedan sig sin sina "
	"sitt själv skulle som så sådan sådana sådant till under upp ut utan vad var vara varför "
	"varit varje vars vart vem vi vid vilka vilkas vilken vilket vår våra vårt än är åt "
	"över";

static const struct {
	const char *language, *words;
} lists[] = {
	{"arabic", arabic},
	{"armenian", armenian},
	{"basque", basque},
	{"catalan", catalan},
	{"danish", danish},
	{"dutch", dutch},
	{"english", english},
	{"finnish", finnish},
	{"french", french},
	{"german", german},
	{"greek", greek},
	{"hindi", hindi},
	{"hungarian", hungarian},
	{"indonesian", indonesian},
	{"irish", irish},
	{"italian", italian},
	{"lithuanian", lithuanian},
	{"nepali", nepali},
	{"norwegian", norwegian},
	{"porter", english},
	{"portuguese", portuguese},
	{"romanian", romanian},
	{"russian", russian},
	{"serbian", serbian},
	{"spanish", spanish},
	{"swedish", swedish},
	{"tamil", tamil},
	{"turkish", turkish},
	{"yiddish", yiddish},
};

const char *stopwords_of(const char *language, size_t length)
{
	size_t i;

	for (i = 0; i < sizeof lists / sizeof *lists; i++)
		if (strlen(lists[i].language) == length
			&& memcmp(lists[i].language, language, length) == 0)
			return lists[i].words;
	return NULL;
}

size_t stopwords_next(const char **at)
{
	*at += **at == ',';
	return strcspn(*at, ",");
}

bool stopwords_are_built_in(const char *what)
{
	const char *at = what;
	size_t length = stopwords_next(&at);

	if (strcmp(what, "none") == 0)
		return true;
	do {
		if (!stopwords_of(at, length))
			return false;
		at += length;
	} while ((length = stopwords_next(&at)) > 0);
	return at[-1] != ',';
}
